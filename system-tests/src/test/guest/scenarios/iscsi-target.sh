# Sluice's own iSCSI target with Linux's own initiator: from discovery to logout, with pulled cables and a killed gateway.
source "$GUEST/lib.sh"
source "$GUEST/open-iscsi.sh"
start_soon

GATEWAY=$WORK/gateway
PORTAL=127.0.0.1:3260
IQN=iqn.2026-11.com.example:disks
NAME=iqn.2026-01.io.sluice:guest
SECRET=a-secret-of-the-guest
OWN_SECRET=another-one-of-ours

iscsi_lun() { # NAME SIZE
    config $GATEWAY "io.sluice.backend.file-$1" path="$WORK/$1.img" size="$2" create=true
    config $GATEWAY "io.sluice.lun-$1" handler="$1" transports=iscsi
}

target() { # KEY=VALUE...
    config $GATEWAY io.sluice.iscsi-disks iqn=$IQN portals=$PORTAL initiators=$NAME chapFile=disks.secrets "$@"
}

listens() { iscsiadm -m discovery -t sendtargets -p $PORTAL | grep -q $IQN; }
disk_is_there() { [[ -n $(session_disk $IQN "$1") ]]; }
disk_is_gone() { ! session_disk $IQN "$1"; }
digests() { cat "$(session_of $IQN)"/device/connection*/iscsi_connection/connection*/{header,data}_digest | tr '\n' ' '; }

log_in() {
    initiator_login $IQN
    wait_for 20 "LUN 0 is a disk" disk_is_there 0
}

log_out() {
    initiator_logout $IQN
    wait_for 20 "the disk is gone" disk_is_gone 0
}

discovery_and_chap() {
    local algorithm
    modprobe sd_mod
    modprobe sg
    gateway_new $GATEWAY
    iscsi_lun disk0 64M
    iscsi_lun disk1 16M
    (umask 077; printf '%s\n' "initiator $NAME $SECRET" "target sluice $OWN_SECRET" > $GATEWAY/etc/disks.secrets)
    target luns=disk0:0
    gateway_start $GATEWAY
    initiator_start $NAME

    wait_for 60 "the gateway listens" eval 'exec 5<> /dev/tcp/127.0.0.1/3260'
    expect_failure "discovery without CHAP" listens
    cat >> /etc/iscsi/iscsid.conf << END
discovery.sendtargets.auth.authmethod = CHAP
discovery.sendtargets.auth.username = $NAME
discovery.sendtargets.auth.password = $SECRET
END
    expect_match "discovery" "$PORTAL,1 $IQN" "$(initiator_discover $PORTAL)"
    initiator_set $IQN node.session.auth.authmethod None
    expect_failure "login without CHAP" initiator_login $IQN
    initiator_chap $IQN $NAME not-the-secret-of-it
    expect_failure "login with a wrong secret" initiator_login $IQN
    initiator_chap $IQN $NAME $SECRET sluice not-the-targets-secret
    expect_failure "login to a target with a wrong secret" initiator_login $IQN
    for algorithm in MD5 SHA256 SHA3-256; do
        initiator_set $IQN node.session.auth.chap_algs $algorithm
        initiator_chap $IQN $NAME $SECRET
        log_in
        log_out
        initiator_chap $IQN $NAME $SECRET sluice $OWN_SECRET
        log_in
        log_out
    done
    for algorithm in MD5 SHA-256 SHA3-256; do
        expect_eq "logins by $algorithm" 2 "$(grep -c "session with $IQN begun, authenticated as $NAME by $algorithm" "$GATEWAY_LOG")"
    done
    expect_no_match "the gateway's log" "$SECRET|$OWN_SECRET" "$(cat "$GATEWAY_LOG")"
}

file_system_with_digests() {
    after discovery-and-chap
    initiator_set $IQN 'node.conn[0].iscsi.HeaderDigest' CRC32C
    initiator_set $IQN 'node.conn[0].iscsi.DataDigest' CRC32C
    log_in
    expect_eq "digests in use" "1 1 " "$(digests)"
    mark_kernel_log
    mkfs.ext4 -q "$(session_disk $IQN 0)"
    mkdir -p /mnt/iscsi
    mount "$(session_disk $IQN 0)" /mnt/iscsi
    cp -r /usr/share/doc/open-iscsi /mnt/iscsi
    fio --name=x --directory=/mnt/iscsi --rw=randrw --bsrange=4k-256k --size=16M --ioengine=libaio --direct=1 --iodepth=8 --verify=crc32c --verify_fatal=1 \
        > $WORK/fio.out 2>&1 || { cat $WORK/fio.out; fail "fio saw an error"; }
    umount /mnt/iscsi
    mount "$(session_disk $IQN 0)" /mnt/iscsi
    diff -r /usr/share/doc/open-iscsi /mnt/iscsi/open-iscsi
    expect_no_io_error
}

# The initiator rescans by itself when it is told that the LUNs are others.
a_lun_that_comes_is_seen_at_once() {
    after file-system-with-digests
    target luns=disk0:0,disk1:4
    wait_for 20 "LUN 4 is a disk" disk_is_there 4
    expect_eq "size of LUN 4" $((16 << 20)) "$(blockdev --getsize64 "$(session_disk $IQN 4)")"
}

write_under_the_mount() { # SECONDS
    fio --name=y --directory=/mnt/iscsi --rw=randwrite --bs=4k --size=8M --ioengine=libaio --direct=1 --iodepth=16 --loops=1000 --time_based --runtime="$1" \
        --verify=crc32c --verify_backlog=256 --verify_fatal=1 > "$WORK/fio.out" 2>&1
}

# The mounted file system is written to and verified meanwhile; what it does must end well.
under_load() { # SECONDS COMMAND
    local seconds=$1 fio
    shift
    write_under_the_mount "$seconds" &
    fio=$!
    await_writes "$(session_disk $IQN 0)" 20
    "$@"
    wait_for 90 "the session is there" session_is $IQN LOGGED_IN
    wait $fio || { cat "$WORK/fio.out"; fail "fio saw an error"; }
    expect_no_match "kernel log" 'I/O error|rejecting I/O|Remounting|EXT4-fs error|Oops|BUG:' "$(kernel_log_since_mark)"
}

cut_and_mend() {
    network_cut
    wait_for 30 "the initiator has noticed" session_is $IQN FAILED
    network_mend
}

kill_and_start() {
    gateway_kill
    gateway_start $GATEWAY
}

stop_and_start() {
    gateway_stop
    gateway_start $GATEWAY
}

a_connection_cut_in_mid_write_loses_nothing() {
    after file-system-with-digests
    mark_kernel_log
    under_load 14 cut_and_mend
}

a_killed_gateway_loses_nothing() {
    after file-system-with-digests
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    mark_kernel_log
    under_load 12 kill_and_start
}

a_stopped_gateway_loses_nothing() {
    after file-system-with-digests
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    mark_kernel_log
    under_load 12 stop_and_start
}

all_is_there_after_logout() {
    after file-system-with-digests
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    umount /mnt/iscsi
    log_out
    log_in
    e2fsck -fn "$(session_disk $IQN 0)"
    mount "$(session_disk $IQN 0)" /mnt/iscsi
    diff -r /usr/share/doc/open-iscsi /mnt/iscsi/open-iscsi
    umount /mnt/iscsi
    log_out
    gateway_stop
}

scenario discovery-and-chap
scenario file-system-with-digests
scenario a-lun-that-comes-is-seen-at-once
scenario a-connection-cut-in-mid-write-loses-nothing
scenario a-killed-gateway-loses-nothing
scenario a-stopped-gateway-loses-nothing
scenario all-is-there-after-logout
