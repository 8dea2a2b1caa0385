# Handlers, jars and configurations change, good ones and bad ones, and the gateway is killed, under a mounted file system and a raw disk with
# verified load. $CHAOS_SEED, $CHAOS_SWAPS, $CHAOS_KILLS and $CHAOS_SECONDS say in which order and how long.
source "$GUEST/lib.sh"

HOME_FOLDER=$WORK/home
BASE=$WORK/base

# Writes and verifies again and again until $WORK/enough is there; whatever goes wrong is in the file that is left.
load() { # NAME FIO-ARGUMENT...
    local name=$1
    shift
    while [[ ! -e $WORK/enough ]]; do
        fio --name="$name" --ioengine=libaio --direct=1 --bs=4k --iodepth=8 --verify=crc32c --verify_fatal=1 --verify_state_save=0 --time_based --runtime=10 "$@" \
            > "$WORK/$name.fio" 2>&1 || { mv "$WORK/$name.fio" "$WORK/$name.failed"; return 1; }
        echo round >> "$WORK/$name.rounds"
    done
}

# What the kernel has sent to a disk, and what was answered.
expect_every_command_answered_once() { # DISK
    local requests done timeouts
    requests=$((16#$(cut -c3- < "/sys/block/$1/device/iorequest_cnt")))
    done=$((16#$(cut -c3- < "/sys/block/$1/device/iodone_cnt")))
    timeouts=$((16#$(cut -c3- < "/sys/block/$1/device/iotmo_cnt")))
    expect_eq "commands that /dev/$1 has answered, of $requests" "$requests" "$done"
    expect_eq "commands of /dev/$1 that timed out" 0 "$timeouts"
}

no_command_fails_whatever_is_done_to_the_gateway() {
    local chaos raw fs
    load_tcmu
    cp -r "$SLUICE_HOME" $HOME_FOLDER
    mkdir -p $BASE/etc $BASE/bundles
    chmod 755 $BASE $BASE/bundles
    mv $HOME_FOLDER/system/*-backends/file-backend-*.jar $WORK/file-backend.jar
    rm -f $HOME_FOLDER/etc/*.cfg
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx64m -cp "$TEST_CLASSPATH" io.sluice.systemtests.chaos.ChaosMain $HOME_FOLDER $BASE $WORK/file-backend.jar $WORK raw,fs tcmu 48 \
        "$CHAOS_SEED" "$CHAOS_SWAPS" "$CHAOS_KILLS" "$CHAOS_SECONDS" > "$RESULTS/chaos.txt" 2>&1 &
    chaos=$!
    wait_for 60 "LUN raw is served" has_disk raw
    wait_for 60 "LUN fs is served" has_disk fs
    mark_kernel_log
    mkfs.ext4 -q "$(disk fs)"
    mkdir -p /mnt/chaos
    mount "$(disk fs)" /mnt/chaos
    load raw --filename="$(disk raw)" --rw=randwrite --size=16M & raw=$!
    load fs --filename=/mnt/chaos/file --rw=randrw --size=16M & fs=$!
    touch $BASE/go
    if ! wait $chaos; then
        cat "$RESULTS/chaos.txt"
        tail -n 80 $BASE/output.txt
        fail "with seed $CHAOS_SEED the gateway did not do what it has to"
    fi
    touch $WORK/enough
    wait $raw || { cat $WORK/raw.failed; fail "fio on the raw disk saw an error"; }
    wait $fs || { cat $WORK/fs.failed; fail "fio on the file system saw an error"; }
    expect_match "rounds of fio on the raw disk" '^[1-9]' "$(wc -l < $WORK/raw.rounds)"
    expect_no_io_error
    umount /mnt/chaos
    e2fsck -fn "$(disk fs)" || fail "the file system is damaged"
    expect_every_command_answered_once "$(basename "$(disk raw)")"
    expect_every_command_answered_once "$(basename "$(disk fs)")"
    GATEWAY_PID=$(cat $BASE/gateway.pid)
    expect_eq "rings that the gateway has mapped" 2 "$(grep -c /dev/uio "/proc/$GATEWAY_PID/maps")"
    SLUICE_BASE=$BASE $HOME_FOLDER/bin/sluice stop --remove
    wait_for 30 "the gateway has ended" gateway_gone
    no_trace_of raw || fail "something of LUN raw is left"
}

SCENARIO_SECONDS=$CHAOS_LIMIT
scenario no-command-fails-whatever-is-done-to-the-gateway
