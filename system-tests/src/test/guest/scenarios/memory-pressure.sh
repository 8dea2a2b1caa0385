# The disk is mounted on the gateway's own host, and far more is written to it than the guest has memory. Its image is a file of the host, so that no page of
# it needs the guest's memory for good.
source "$GUEST/lib.sh"

GATEWAY=$WORK/gateway
IMAGE=$RESULTS/image
# as shipped: memory is touched in advance
export SLUICE_JAVA_OPTS=

dirty_pages_past_memory_are_written_back() {
    local memory total
    load_tcmu
    gateway_new $GATEWAY
    file_lun $GATEWAY local path=$IMAGE size=640M create=true
    gateway_start $GATEWAY
    wait_for 60 "the disk appears" has_disk local
    mark_kernel_log
    mkfs.ext4 -q -E lazy_itable_init=1 "$(disk local)"
    mkdir -p /mnt/local
    mount "$(disk local)" /mnt/local
    memory=$(awk '/MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
    total=$(((memory + 160) / 8 * 8))
    ((total < 560)) || fail "$memory MiB are free: the guest has too much memory for this"
    echo "$memory MiB are available, writing $total MiB"
    local sum
    sum=$(pattern | head -c ${total}M | tee /mnt/local/file | md5sum)
    sync -f /mnt/local/file
    echo 3 > /proc/sys/vm/drop_caches
    expect_eq "checksum" "$sum" "$(md5sum < /mnt/local/file)"
    umount /mnt/local
    e2fsck -fn "$(disk local)"
    expect_no_io_error
    expect_no_match "kernel log" 'Out of memory|oom-kill' "$(kernel_log_since_mark)"
    gateway_alive || fail "the gateway died"
    gateway_ask $GATEWAY lun:remove local
    gateway_stop
}

# the same bytes each time, no two blocks alike
pattern() { seq 1 1000000000 2> /dev/null || true; }

scenario dirty-pages-past-memory-are-written-back
rm -f "$IMAGE"
