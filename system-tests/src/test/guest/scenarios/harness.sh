# Proves the harness itself, with a disk that the kernel serves alone.
source "$GUEST/lib.sh"

kernel_disk_holds_a_file_system() {
    load_tcmu
    modprobe target_core_file
    mark_kernel_log
    truncate -s 64M $WORK/image
    kernel_disk proof $WORK/image $((64 << 20)) naa.5001405000000010
    expect_eq size $((64 << 20)) "$(blockdev --getsize64 "$(disk proof)")"
    mkfs.ext4 -q "$(disk proof)"
    mkdir -p /mnt/proof
    mount "$(disk proof)" /mnt/proof
    echo water > /mnt/proof/file
    umount /mnt/proof
    e2fsck -fn "$(disk proof)"
    expect_no_io_error
    loopback_unlink naa.5001405000000010
    rmdir $TARGET/core/fileio_0/proof
}

a_failure_is_seen() { expect_eq "the sky" green blue; }
a_hang_is_ended() { sleep 1000; }
the_next_one_runs() { true; }

if [[ -n $HANG ]]; then
    echo "the guest hangs now"
    sleep 1000
fi
scenario kernel-disk-holds-a-file-system
scenario a-failure-is-seen
SCENARIO_SECONDS=2 scenario a-hang-is-ended
scenario the-next-one-runs
