# ext4 on an overlay, which stands on a compressed qcow2 image, which a server gives out over TLS. The gateway is killed $OVERLAY_KILLS times in the
# middle of writing, at random moments ($OVERLAY_SEED).
source "$GUEST/lib.sh"
start_soon

GATEWAY=$WORK/gateway
WEB=$WORK/web
PORT=8443
OVERLAY=$WORK/top.qcow2
MOUNT=/mnt/overlay
FILE_SYSTEM_MB=64
PIECE=5120 # shares a subcluster of the overlay, 4 KiB, with its neighbour
PIECES=6000
FILES=$(echo /usr/share/perl/5*.*.*/unicore/lib)

# A file system with files in it, and 32 MiB behind it, as an image that is compressed.
make_golden_image() {
    mkdir -p $WEB
    mkfs.ext4 -q -d "$FILES" $WORK/golden.raw ${FILE_SYSTEM_MB}M
    truncate -s $((FILE_SYSTEM_MB + 32))M $WORK/golden.raw
    head -c $((PIECES * PIECE)) /dev/urandom > $WORK/pieces
    qemu-img convert -c -f raw -O qcow2 -o compression_type=zstd $WORK/golden.raw $WEB/golden.qcow2
    sha256sum $WEB/golden.qcow2 > $WORK/golden.sum
    (cd "$FILES" && find . -type f -print0 | xargs -0 sha256sum) > $WORK/files.sum
}

make_certificates() (
    cd $WORK
    key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
    openssl req -x509 "${key[@]}" -days 30 -subj /CN=ca -keyout ca.key -out ca.crt
    openssl req "${key[@]}" -subj /CN=server -addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.csr
    openssl x509 -req -days 30 -CA ca.crt -CAkey ca.key -CAcreateserial -copy_extensions copy -in server.csr -out server.crt
)

listens() { : < /dev/tcp/127.0.0.1/$PORT; }
start_nginx() {
    cat > $WORK/nginx.conf << EOF
user root; daemon off; master_process off; pid $WORK/nginx.pid; error_log $WORK/nginx.log; events {}
http {
  access_log off;
  client_body_temp_path $WORK/t1; proxy_temp_path $WORK/t2; fastcgi_temp_path $WORK/t3; uwsgi_temp_path $WORK/t4; scgi_temp_path $WORK/t5;
  server { listen 127.0.0.1:$PORT ssl http2; ssl_certificate $WORK/server.crt; ssl_certificate_key $WORK/server.key; root $WEB; }
}
EOF
    nginx -c $WORK/nginx.conf & NGINX=$!
    wait_for 10 "nginx listens" listens
}

expect_golden_files() {
    echo 3 > /proc/sys/vm/drop_caches
    (cd $MOUNT && sha256sum --quiet -c $WORK/files.sum) || fail "a file of the base is not what it was"
    echo "ok: $(wc -l < $WORK/files.sum) files of the base"
}

# In a file, until $WORK/enough is there.
write_verified() {
    until [[ -e $WORK/enough ]]; do
        fio --name=x --filename=$MOUNT/written --ioengine=libaio --direct=1 --rw=randwrite --bs=4k --iodepth=8 --size=8M --verify=crc32c --verify_backlog=256 \
            --verify_fatal=1 --verify_state_save=0 > $WORK/fio.out 2>&1 || return
    done
}

# Behind the file system: one piece after the other, counted once it was acknowledged, until $WORK/enough is there.
write_pieces() { # DISK
    local piece
    for ((piece = 0; piece < PIECES; piece++)); do
        [[ ! -e $WORK/enough ]] || return 0
        dd if=$WORK/pieces of="$1" bs=$PIECE count=1 skip=$piece seek=$((FILE_SYSTEM_MB * 1024 * 1024 + piece * PIECE)) oflag=direct,seek_bytes status=none || return
        echo $((piece + 1)) > $WORK/acknowledged
    done
}

taken_over() { [[ $(grep -c 'KernelDisk top: .* taken over' "$GATEWAY_LOG") == "$1" ]]; } # TIMES

# An overlay for QEMU, which does not know where volume:golden is.
for_qemu() { # FILE
    echo "json:{'driver':'qcow2','file':{'driver':'file','filename':'$1'},'backing':{'driver':'qcow2','file':{'driver':'file','filename':'$WEB/golden.qcow2'}}}"
}

# After a kill, refcounts are too high at the worst (3), and what was acknowledged is there, as QEMU reads it.
expect_no_worse_than_leaks() { # FILE
    local status=0
    qemu-img check "$(for_qemu "$1")" > $WORK/check.out 2>&1 || status=$?
    [[ $status == 0 || $status == 3 ]] || { cat $WORK/check.out; fail "qemu-img check: $status"; }
}
expect_pieces() { # FILE COUNT
    local overlay
    overlay=$(for_qemu "$1")
    qemu-img convert -O raw "json:{'driver':'raw','offset':$((FILE_SYSTEM_MB * 1024 * 1024)),'file':${overlay#json:}}" $WORK/found
    cmp -n $(($2 * PIECE)) $WORK/pieces $WORK/found
    echo "ok: $2 acknowledged pieces are there"
}

ext4_lives_on_it_through_kills() {
    local kill fio writer disk acknowledged
    RANDOM=$OVERLAY_SEED
    load_tcmu
    make_golden_image
    make_certificates > $WORK/openssl.out 2>&1 || { cat $WORK/openssl.out; fail "no certificates"; }
    start_nginx
    gateway_new $GATEWAY
    config $GATEWAY io.sluice.backend.http-remote url=https://127.0.0.1:$PORT/golden.qcow2 caFile=$WORK/ca.crt
    config $GATEWAY io.sluice.backend.image-golden format=qcow2 image=volume:remote
    backend_lun overlay $GATEWAY top base=volume:golden path=$OVERLAY create=true
    gateway_start $GATEWAY
    wait_for 60 "the disk appears" has_disk top
    disk=$(disk top)
    echo 180 > "/sys/block/${disk#/dev/}/device/timeout" # a busy machine is no reason to fail
    mark_kernel_log
    mkdir -p $MOUNT
    mount "$disk" $MOUNT
    write_verified & fio=$!
    write_pieces "$disk" & writer=$!
    wait_for 30 "the first piece is acknowledged" test -s $WORK/acknowledged
    for ((kill = 1; kill <= OVERLAY_KILLS; kill++)); do
        sleep $((RANDOM % 3)).$((RANDOM % 10))
        gateway_kill
        cp --sparse=always $OVERLAY $WORK/killed.qcow2
        acknowledged=$(< $WORK/acknowledged)
        gateway_start $GATEWAY
        expect_no_worse_than_leaks $WORK/killed.qcow2
        expect_pieces $WORK/killed.qcow2 "$acknowledged"
        wait_for 60 "the next gateway has taken over" taken_over $kill
    done
    touch $WORK/enough
    wait $fio || { cat $WORK/fio.out; fail "fio saw an error"; }
    wait $writer || fail "a write failed"
    expect_golden_files
    cp -r "$FILES" $MOUNT/copied
    sync
    umount $MOUNT
    mount "$disk" $MOUNT
    diff -r "$FILES" $MOUNT/copied
    umount $MOUNT
    e2fsck -fn "$disk" || fail "the file system is damaged"
    # On a busy machine the initiator's patience may end while there is no gateway: it aborts then, and tries again.
    expect_no_match "kernel log" 'I/O error|Buffer I/O|Sense Key|rejecting I/O|Oops|BUG:' "$(kernel_log_since_mark)"
    "$GATEWAY/bin/sluice" stop --remove
    wait_for 30 "the gateway has ended" gateway_gone
    no_trace_of top || fail "something of the LUN is left"
    qemu-img check "$(for_qemu $OVERLAY)"
    expect_pieces $OVERLAY "$(< $WORK/acknowledged)"
    sha256sum -c $WORK/golden.sum
    kill $NGINX
}

SCENARIO_SECONDS=$OVERLAY_LIMIT
scenario ext4-lives-on-it-through-kills
