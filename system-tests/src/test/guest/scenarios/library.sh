# Sluice as a library: plain programs, without OSGi. And what neither a library nor a gateway may leave behind.
source "$GUEST/lib.sh"
start_soon

# shellcheck disable=SC2086 # options are words
run_main() { "$JAVA_HOME/bin/java" -XX:+UseSerialGC $SLUICE_JAVA_OPTS -Xmx128m -cp "$TEST_CLASSPATH" "io.sluice.systemtests.library.$@"; }

a_plain_main_serves_a_file_system() {
    local main
    mkfifo $WORK/enough
    run_main HeapDisk /dev/sluice heap < $WORK/enough > $WORK/heap.out 2>&1 &
    main=$!
    exec 3> $WORK/enough
    wait_for 60 "the disk appears" grep -q serving $WORK/heap.out
    mark_kernel_log
    mkfs.ext4 -q /dev/sluice/heap
    mkdir -p /mnt/heap
    mount /dev/sluice/heap /mnt/heap
    cp -r /usr/share/perl5/. /mnt/heap 2> /dev/null || true
    head -c 1M /dev/urandom > /mnt/heap/random
    local sum
    sum=$(md5sum < /mnt/heap/random)
    umount /mnt/heap
    e2fsck -fn /dev/sluice/heap
    blockdev --flushbufs /dev/sluice/heap
    mount /dev/sluice/heap /mnt/heap
    expect_eq "checksum" "$sum" "$(md5sum < /mnt/heap/random)"
    umount /mnt/heap
    expect_no_io_error
    echo >&3
    wait $main || { cat $WORK/heap.out; fail "the program failed"; }
    no_trace_of heap || fail "left over: $(traces_of heap)"
}

a_hundred_times_create_and_remove_leaves_nothing() {
    load_tcmu
    mark_kernel_log
    run_main CreateAndRemove /dev/sluice 100
    expect_no_match "kernel log" 'Oops|BUG:|WARNING:' "$(kernel_log_since_mark)"
}

# What the gateway's process holds: open files, mapped devices, threads of disks.
held_by() { # PID
    ls -l /proc/$1/fd | awk '/->/ { print $NF }' | grep -E 'uio|eventfd|eventpoll|again' | sort | uniq -c || true
    grep -E '/dev/uio' /proc/$1/maps | wc -l
    cat /proc/$1/task/*/comm | grep -c '^sluice.*again' || true
}

a_gateway_keeps_nothing_of_a_lun_that_was_removed() {
    local home=$WORK/gateway round before
    load_tcmu
    gateway_new $home
    gateway_start $home
    for ((round = 1; round <= 6; round++)); do
        file_lun $home again path=$WORK/again.img size=16M create=true
        wait_for 60 "round $round: the disk appears" has_disk again
        dd if="$(disk again)" of=/dev/null bs=1M iflag=direct status=none
        expect_match "what the gateway holds meanwhile" 'uio' "$(held_by $GATEWAY_PID)"
        gateway_ask $home lun:remove again
        rm -f $home/etc/io.sluice.*-again.cfg
        wait_for 20 "the disk goes" no_trace_of again
        wait_for 20 "the LUN goes" lun_is_gone $home again
        [[ $round != 2 ]] || before=$(held_by $GATEWAY_PID)
    done
    expect_eq "what the gateway holds" "$before" "$(held_by $GATEWAY_PID)"
    gateway_stop
}
lun_is_gone() { ! gateway_ask "$1" lun:list | grep -q "$2"; } # HOME NAME

scenario a-plain-main-serves-a-file-system
scenario a-hundred-times-create-and-remove-leaves-nothing
scenario a-gateway-keeps-nothing-of-a-lun-that-was-removed
