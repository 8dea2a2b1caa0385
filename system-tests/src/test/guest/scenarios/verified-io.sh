# What fio has written it reads back, at every block size, request size, queue depth and number of threads.
source "$GUEST/lib.sh"

GATEWAY=$WORK/gateway

# One fio run of six jobs, one after the other: 4k, 64k and 1M requests at queue depths 1 and 32, anywhere in 12 MiB. Of those of 4k, $SMALL_IO_MB MiB.
verify() { # DISK...
    after gateway-serves
    local disk bs depth jobs=$WORK/$SCENARIO.fio
    printf '%s\n' '[global]' ioengine=libaio direct=1 rw=randwrite verify=crc32c verify_fatal=1 do_verify=1 size=12M > $jobs
    for bs in 4k 64k 1M; do
        for depth in 1 32; do
            for disk in "$@"; do
                printf '%s\n' "[$bs-$depth-${disk#/dev/}]" filename="$disk" bs=$bs iodepth=$depth >> $jobs
                [[ $bs != 4k ]] || echo "io_size=${SMALL_IO_MB}M" >> $jobs
                [[ $disk == "$1" ]] && echo stonewall >> $jobs
            done
        done
    done
    mark_kernel_log
    fio --output-format=terse --terse-version=3 $jobs > $WORK/$SCENARIO.out || { cat $WORK/$SCENARIO.out; fail "fio found an error"; }
    awk -F';' '$5 != 0 { print "job " $3 " has error " $5; bad = 1 } { print $3 ": " int($7 / 1024) " MiB/s read, " int($48 / 1024) " MiB/s written" } END { exit bad }' $WORK/$SCENARIO.out
    expect_no_io_error
}

gateway_serves() {
    load_tcmu
    gateway_new $GATEWAY
    local size threads
    for size in 512 1024 4096; do
        for threads in 1 4; do
            file_lun $GATEWAY b$size-t$threads path=$WORK/b$size-t$threads.img size=16M create=true blockSize=$size -- threads=$threads
        done
    done
    memory_lun $GATEWAY memory size=16M blockSize=512
    gateway_start $GATEWAY
    for size in 512 1024 4096; do
        for threads in 1 4; do
            wait_for 60 "disk b$size-t$threads" has_disk b$size-t$threads
        done
    done
    wait_for 60 "disk memory" has_disk memory
}

blocks_of_512_one_thread() { verify "$(disk b512-t1)"; }
blocks_of_512_four_threads() { verify "$(disk b512-t4)"; }
blocks_of_1024_one_thread() { verify "$(disk b1024-t1)"; }
blocks_of_1024_four_threads() { verify "$(disk b1024-t4)"; }
blocks_of_4096_one_thread() { verify "$(disk b4096-t1)"; }
blocks_of_4096_four_threads() { verify "$(disk b4096-t4)"; }
four_luns_at_once() {
    expect_eq "HBAs in use" 1 "$(ls -d $TARGET/core/user_*/b* | xargs -n1 dirname | sort -u | wc -l)"
    verify "$(disk b512-t1)" "$(disk b512-t4)" "$(disk b1024-t4)" "$(disk b4096-t4)"
}
memory_disk() { verify "$(disk memory)"; }

scenario gateway-serves
scenario blocks-of-512-one-thread
scenario blocks-of-512-four-threads
scenario blocks-of-1024-one-thread
scenario blocks-of-1024-four-threads
scenario blocks-of-4096-one-thread
scenario blocks-of-4096-four-threads
scenario four-luns-at-once
scenario memory-disk
