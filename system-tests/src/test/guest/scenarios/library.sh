# Sluice as a library: plain programs, without OSGi.
source "$GUEST/lib.sh"

run_main() { "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx128m -cp "$TEST_CLASSPATH" "io.sluice.systemtests.library.$@"; }

a_plain_main_serves_a_file_system() {
    local main
    mkfifo $WORK/enough
    run_main HeapDisk /dev/sluice heap < $WORK/enough > $WORK/heap.out 2>&1 &
    main=$!
    exec 3> $WORK/enough
    wait_for 40 "the disk appears" grep -q serving $WORK/heap.out
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

scenario a-plain-main-serves-a-file-system
scenario a-hundred-times-create-and-remove-leaves-nothing
