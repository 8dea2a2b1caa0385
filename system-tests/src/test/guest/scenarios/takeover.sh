# The gateway dies, stalls or runs short of memory; the disk does not.
source "$GUEST/lib.sh"
start_soon

GATEWAY=$WORK/gateway

# However long a gateway's start takes here, there is I/O under way when it is killed and when the next one comes.
write_until_enough() { # DISK
    until [[ -e $WORK/enough ]]; do
        fio --name=x --filename="$1" --ioengine=libaio --direct=1 --rw=randwrite --bs=4k --iodepth=16 --size=64M --loops=100 --time_based --runtime=5 \
            --verify=crc32c --verify_backlog=512 --verify_fatal=1 > $WORK/fio.out 2>&1 || return 1
    done
}

killed_under_io_the_next_gateway_goes_on() {
    local round fio disk
    load_tcmu
    gateway_new $GATEWAY
    file_lun $GATEWAY disk0 path=$WORK/disk0.img size=64M create=true
    gateway_start $GATEWAY
    wait_for 60 "the disk appears" has_disk disk0
    disk=$(disk disk0)
    mark_kernel_log
    rm -f $WORK/enough
    write_until_enough "$disk" & fio=$!
    for round in 1 2; do
        await_writes "$disk" 500
        gateway_kill
        gateway_start $GATEWAY
        wait_for 60 "gateway $round has taken over" disk_answers "$disk"
    done
    await_writes "$disk" 500
    touch $WORK/enough
    wait $fio || { cat $WORK/fio.out; fail "fio saw an error"; }
    expect_no_io_error
}

acknowledged_writes_survive_kill() {
    after killed-under-io-the-next-gateway-goes-on
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    head -c 8M /dev/urandom > $WORK/pattern
    dd if=$WORK/pattern of="$(disk disk0)" bs=64k oflag=direct status=none
    config $GATEWAY io.sluice.backend.memory-ram size=8M
    config $GATEWAY io.sluice.lun-ram transports=tcmu
    wait_for 60 "the RAM disk appears" has_disk ram
    dd if=$WORK/pattern of="$(disk ram)" bs=64k count=1 oflag=direct status=none
    gateway_kill
    expect_eq "bytes in the image" "$(md5sum < $WORK/pattern)" "$(head -c 8M $WORK/disk0.img | md5sum)"
    gateway_start $GATEWAY
    wait_for 60 "the gateway has taken over" disk_answers "$(disk disk0)"
    expect_eq "bytes read back" "$(md5sum < $WORK/pattern)" "$(dd if="$(disk disk0)" bs=1M count=8 iflag=direct status=none | md5sum)"
    gateway_ask $GATEWAY lun:remove disk0
    lost_content_is_served_again_once_a_person_says_so
}

# The kernel has asked the new disk for its size while nobody could tell it.
lost_content_is_served_again_once_a_person_says_so() {
    wait_for 60 "the RAM disk tells of its loss" eval 'gateway_ask $GATEWAY lun:list ram | grep -q FAILED'
    wait_for 60 "the RAM disk is made anew" has_disk ram
    gateway_ask $GATEWAY lun:accept ram --yes
    wait_for 30 "the kernel knows its size" eval '[[ $(blockdev --getsize64 "$(disk ram)") == 8388608 ]]'
    expect_eq "its content" "$(head -c 64K /dev/zero | md5sum)" "$(dd if="$(disk ram)" bs=64k count=1 iflag=direct status=none | md5sum)"
    gateway_ask $GATEWAY lun:remove ram
}

# The slow LUN's image is on a file system that is frozen: every write to it hangs until it is thawed.
a_slow_store_delays_neither_inquiry_nor_another_lun() {
    local writer
    load_tcmu
    modprobe loop
    truncate -s 64M $WORK/store.ext4
    mkfs.ext4 -q $WORK/store.ext4
    mkdir -p /mnt/store
    mount -o loop $WORK/store.ext4 /mnt/store
    gateway_running $GATEWAY
    file_lun $GATEWAY slow path=/mnt/store/slow.img size=16M create=true
    file_lun $GATEWAY quick path=$WORK/quick.img size=16M create=true
    wait_for 60 "LUN slow is served" has_disk slow
    wait_for 60 "LUN quick is served" has_disk quick
    fsfreeze -f /mnt/store
    dd if=/dev/urandom of="$(disk slow)" bs=4k count=1 oflag=direct status=none &
    writer=$!
    wait_for 20 "the write is under way" has_in_flight "$(disk slow)"
    # The store hangs until it is thawed: whatever ends before, however slowly, was not held up by it.
    for ((i = 0; i < 5; i++)); do
        timeout 60 sg_inq "$(disk slow)" > /dev/null || fail "INQUIRY of the slow LUN is not answered"
    done
    timeout 100 fio --name=x --filename="$(disk quick)" --ioengine=libaio --direct=1 --rw=randwrite --bs=4k --iodepth=16 --size=8M --verify=crc32c --verify_fatal=1 \
        > $WORK/fio.out 2>&1 || { cat $WORK/fio.out; fail "the other LUN is held up"; }
    kill -0 $writer || fail "the write has ended: the store was not slow"
    fsfreeze -u /mnt/store
    wait $writer || fail "the slow write failed"
    gateway_ask $GATEWAY lun:remove slow
    gateway_ask $GATEWAY lun:remove quick
    gateway_stop
    umount /mnt/store
}

scenario killed-under-io-the-next-gateway-goes-on
scenario acknowledged-writes-survive-kill
scenario a-slow-store-delays-neither-inquiry-nor-another-lun
