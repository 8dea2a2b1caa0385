# Runs in the guest: each server in turn gets a 256 MiB image on tmpfs and the same fio jobs on its disk.
source "$GUEST/lib.sh"
SIZE=$((256 << 20))
WWN=naa.50014050000000b0

measure() { # SERVER WORKLOAD UNIT FIO-OPTIONS...
    local server=$1 workload=$2 unit=$3 run line
    shift 3
    for ((run = 1; run <= RUNS; run++)); do
        line=$(fio --name=x --filename="$DISK" --ioengine=libaio --direct=1 --size=$SIZE --time_based --runtime="$SECONDS_PER_RUN" \
            --output-format=terse --terse-version=3 "$@") || return
        # terse version 3: bandwidth in KiB/s and IOPS, of reads in fields 7 and 8, of writes in 48 and 49
        line=$(awk -F';' -v unit="$unit" '{ print unit == "IOPS" ? $8 + $49 : int(($7 + $48) * 1024 / 1e6) }' <<< "$line")
        printf '%s\t%s\t%s\t%s\n' "$server" "$workload" "$line" "$unit" | tee -a "$RESULTS/runs.tsv"
    done
}

measure_all() {
    # written once as a whole, so that no server is measured on holes
    dd if=/dev/zero of="$DISK" bs=1M count=$((SIZE >> 20)) oflag=direct status=none
    measure "$1" "randread 4k QD1" IOPS --rw=randread --bs=4k --iodepth=1
    measure "$1" "randread 4k QD16" IOPS --rw=randread --bs=4k --iodepth=16
    measure "$1" "randwrite 4k QD16" IOPS --rw=randwrite --bs=4k --iodepth=16
    measure "$1" "read 256k QD4" MB/s --rw=read --bs=256k --iodepth=4
    measure "$1" "write 256k QD4" MB/s --rw=write --bs=256k --iodepth=4
}

kernel_fileio() {
    modprobe target_core_file
    truncate -s $SIZE $WORK/image
    kernel_disk bench $WORK/image $SIZE $WWN
    DISK=$(disk bench)
    measure_all "LIO fileio"
    loopback_unlink $WWN
    rmdir $TARGET/core/fileio_0/bench
    rm $WORK/image
}

# An image that its server has to allocate clusters in, each of which lies in a part of its own: 256 MiB for each run, of which 64 MiB are written at random. It
# is on ext4, since tcmu-runner needs a file system that can zero a range, which tmpfs can't.
measure_empty() { # SERVER
    local run line
    for ((run = 1; run <= RUNS; run++)); do
        line=$(fio --name=x --filename="$DISK" --ioengine=libaio --direct=1 --rw=randwrite --bs=4k --iodepth=16 --offset=$(((run - 1) * SIZE)) --size=$SIZE \
            --io_size=64M --output-format=terse --terse-version=3) || return
        printf '%s\t%s\t%s\t%s\n' "$1" "randwrite 4k QD16, empty image" "$(cut -d';' -f49 <<< "$line")" IOPS | tee -a "$RESULTS/runs.tsv"
    done
}
file_system_for_images() {
    modprobe loop
    truncate -s 1200M $WORK/images.ext4
    mkfs.ext4 -q $WORK/images.ext4
    mkdir -p /mnt/images
    mount -o loop $WORK/images.ext4 /mnt/images
}
remove_file_system() {
    umount /mnt/images
    rm $WORK/images.ext4
}

# What tcmu-runner reads and writes: version 2.
preallocated_image() { qemu-img create -q -f qcow2 -o compat=0.10,preallocation=full $WORK/image.qcow2 $SIZE; }
empty_image() { qemu-img create -q -f qcow2 -o compat=0.10 /mnt/images/image.qcow2 $((RUNS * SIZE)); }

tcmu_runner_on() { # IMAGE SIZE MEASURE
    local backstore=$TARGET/core/user_0/bench
    mkdir -p /run/dbus
    [[ -S /run/dbus/system_bus_socket ]] || dbus-daemon --system --nopidfile
    tcmu-runner > "$RESULTS/tcmu-runner.log" 2>&1 &
    local runner=$!
    wait_for 10 "tcmu-runner on the bus" dbus-send --system --print-reply --dest=org.kernel.TCMUService1 / org.freedesktop.DBus.Introspectable.Introspect
    mkdir -p $backstore
    echo -n "dev_config=qcow/$1,dev_size=$2,hw_block_size=512" > $backstore/control
    echo 1 > $backstore/enable
    loopback_link $WWN $backstore
    wait_for 10 "tcmu-runner's disk" has_disk bench
    DISK=$(disk bench)
    "$3" "tcmu-runner qcow"
    loopback_unlink $WWN
    rmdir $backstore
    kill $runner
    wait $runner || true
    # a kernel that once had a netlink listener goes on waiting for one
    sleep 1
}
tcmu_runner() {
    preallocated_image
    tcmu_runner_on $WORK/image.qcow2 $SIZE measure_all
    rm $WORK/image.qcow2
}
tcmu_runner_empty() {
    file_system_for_images
    empty_image
    tcmu_runner_on /mnt/images/image.qcow2 $((RUNS * SIZE)) measure_empty
    qemu-img check /mnt/images/image.qcow2 || true
    remove_file_system
}

sluice_qcow2_on() { # IMAGE MEASURE
    gateway_new $WORK/gateway
    backend_lun image $WORK/gateway bench format=qcow2 image="$1" -- wwn=$WWN
    gateway_start $WORK/gateway
    wait_for 30 "Sluice's disk" has_disk bench
    DISK=$(disk bench)
    "$2" "Sluice qcow2"
    gateway_ask $WORK/gateway lun:remove bench
    gateway_stop
    rm -rf $WORK/gateway
}
sluice_qcow2() {
    preallocated_image
    sluice_qcow2_on $WORK/image.qcow2 measure_all
    rm $WORK/image.qcow2
}
sluice_qcow2_empty() {
    file_system_for_images
    empty_image
    sluice_qcow2_on /mnt/images/image.qcow2 measure_empty
    qemu-img check /mnt/images/image.qcow2
    remove_file_system
}

sluice_with() { # NAME [LUN-KEY=VALUE...]
    local name=$1
    shift
    gateway_new $WORK/gateway
    file_lun $WORK/gateway bench path=$WORK/image size=256M create=true -- wwn=$WWN "$@"
    gateway_start $WORK/gateway
    wait_for 30 "Sluice's disk" has_disk bench
    DISK=$(disk bench)
    measure_all "$name"
    gateway_ask $WORK/gateway lun:remove bench
    gateway_stop
    rm -rf $WORK/gateway $WORK/image
}
sluice() { sluice_with "Sluice"; }
sluice_threads_1() { sluice_with "Sluice, threads = 1" threads=1; }

# How long after kill -9 of its server, which is started again at once, a disk under 4k random writes at queue depth 16 completes a command.
measure_restarts() { # SERVER KILL-FUNCTION START-FUNCTION
    local server=$1 run begin load
    mark_kernel_log
    fio --name=x --filename="$DISK" --ioengine=libaio --direct=1 --size=$SIZE --rw=randwrite --bs=4k --iodepth=16 --time_based --runtime=300 > "$RESULTS/restart.fio" 2>&1 &
    load=$!
    for ((run = 1; run <= RUNS; run++)); do
        sleep 4
        begin=$(date +%s%N)
        "$2"
        "$3"
        if timeout 90 dd if="$DISK" of=/dev/null bs=4k count=1 iflag=direct status=none; then
            printf '%s\t%s\t%s\t%s\n' "$server" "kill -9 to first command" $((($(date +%s%N) - begin) / 1000000)) ms | tee -a "$RESULTS/runs.tsv"
        else
            echo "$server: no command was completed for 90 s after kill -9, or it failed"
            break
        fi
    done
    kill -INT $load
    wait $load || true
    grep -E "error=|io_u error" "$RESULTS/restart.fio" || echo "$server: fio saw no error"
    kernel_log_since_mark | grep -E "I/O error|Sense Key" | head -5 || true
}

sluice_restart() {
    kill_it() { gateway_kill; }
    start_it() { gateway_start $WORK/gateway; }
    gateway_new $WORK/gateway
    file_lun $WORK/gateway bench path=$WORK/image size=256M create=true -- wwn=$WWN
    gateway_start $WORK/gateway
    wait_for 30 "Sluice's disk" has_disk bench
    DISK=$(disk bench)
    measure_restarts "Sluice" kill_it start_it
    gateway_ask $WORK/gateway lun:remove bench
    gateway_stop
    rm -rf $WORK/gateway $WORK/image
}

tcmu_runner_restart() {
    local backstore=$TARGET/core/user_0/bench
    kill_it() { kill -KILL $RUNNER; wait $RUNNER || true; }
    start_it() { tcmu-runner > "$RESULTS/tcmu-runner.log" 2>&1 & RUNNER=$!; }
    mkdir -p /run/dbus
    [[ -S /run/dbus/system_bus_socket ]] || dbus-daemon --system --nopidfile
    start_it
    wait_for 10 "tcmu-runner on the bus" dbus-send --system --print-reply --dest=org.kernel.TCMUService1 / org.freedesktop.DBus.Introspectable.Introspect
    qemu-img create -q -f qcow2 -o compat=0.10,preallocation=full $WORK/image.qcow2 $SIZE
    mkdir -p $backstore
    echo -n "dev_config=qcow/$WORK/image.qcow2,dev_size=$SIZE,hw_block_size=512" > $backstore/control
    echo 1 > $backstore/enable
    loopback_link $WWN $backstore
    wait_for 10 "tcmu-runner's disk" has_disk bench
    DISK=$(disk bench)
    measure_restarts "tcmu-runner qcow" kill_it start_it
    loopback_unlink $WWN || true
    rmdir $backstore || true
    kill $RUNNER || true
    sleep 1
}

load_tcmu
SCENARIO_SECONDS=600
for server in $SERVERS; do
    scenario "$server"
    cat "$RESULTS/$server.log"
    [[ $(cat "$RESULTS/$server.status") == 0 ]] || exit 1
done
