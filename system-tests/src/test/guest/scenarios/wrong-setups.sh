# What is set up wrong is said where the person looks, and harms nothing else. Begins with no TCMU module and no configfs.
source "$GUEST/lib.sh"
start_soon

expect_orderly() { # a gateway that had to refuse something shows no stack trace for it
    expect_no_match "gateway's log" $'\n\tat ' "$(cat "$GATEWAY_LOG")"
}

no_module() {
    local home=$WORK/unloaded
    hide_modules
    expect_failure "loading the module" modprobe target_core_user
    gateway_new $home
    file_lun $home disk0 path=$WORK/image size=16M create=true
    gateway_start $home
    wait_for 60 "the log names a missing module" grep -q 'kernel module' "$GATEWAY_LOG"
    expect_match "remedy" 'As root: modprobe' "$(grep 'kernel module' "$GATEWAY_LOG")"
    expect_eq "times it is said" 1 "$(grep -c 'kernel module' "$GATEWAY_LOG")"
    gateway_alive || fail "the gateway has given up"
    expect_match "lun:list" disk0 "$(gateway_ask $home lun:list)"
    expect_orderly
    gateway_stop
    show_modules
}

export_without_module() {
    local output
    hide_modules
    truncate -s 16M $WORK/exported.img
    if output=$(timeout 60 "$SLUICE_HOME/bin/sluice" export $WORK/exported.img < /dev/null 2>&1); then fail "export succeeded: $output"; fi
    expect_match "message" 'target_core_user' "$output"
    expect_no_match "message" $'\n\tat ' "$output"
    show_modules
}

mounted_or_told() {
    mountpoint -q $CONFIGFS || grep -q 'mount -t configfs' "$GATEWAY_LOG"
}

configfs_not_mounted() {
    local home=$WORK/unmounted
    modprobe target_core_user
    expect_failure "configfs" mountpoint -q $CONFIGFS
    gateway_new $home
    file_lun $home disk0 path=$WORK/image size=16M create=true
    gateway_start $home
    wait_for 60 "it is mounted, or the log tells how" mounted_or_told
    gateway_alive || fail "the gateway has given up"
    expect_orderly
    gateway_stop
    load_tcmu
}

# The disk that another gateway has left in the kernel has the WWN.
wwn_in_use() {
    local home=$WORK/wwn wwn=naa.5001405000000222
    load_tcmu
    gateway_new $home-first
    file_lun $home-first first path=$WORK/first size=16M create=true -- wwn=$wwn
    gateway_start $home-first
    wait_for 60 "the first is served" has_disk first
    local first=$GATEWAY_PID

    gateway_new $home
    file_lun $home second path=$WORK/second size=16M create=true -- wwn=$wwn
    file_lun $home other path=$WORK/other size=16M create=true
    gateway_start $home
    wait_for 60 "the other LUN is served" has_disk other
    wait_for 20 "the WWN is named" grep -q $wwn "$GATEWAY_LOG"
    expect_match "message" 'in use' "$(grep $wwn "$GATEWAY_LOG")"
    no_trace_of second || fail "left over: $(traces_of second)"
    dd if="$(disk first)" of=/dev/null bs=1M iflag=direct status=none
    expect_orderly
    gateway_ask $home lun:remove other
    gateway_stop
    gateway_ask $home-first lun:remove first
    GATEWAY_PID=$first
    gateway_stop
}

# One gateway for all that follows, which has begun with what is wrong here.
SHARED=$WORK/shared

image_missing() {
    local home=$SHARED
    load_tcmu
    gateway_new $home
    file_lun $home missing path=$WORK/nowhere.img
    file_lun $home present path=$WORK/present.img size=16M create=true
    gateway_start $home
    wait_for 60 "the other LUN is served" has_disk present
    wait_for 20 "the image is named" grep -q $WORK/nowhere.img "$GATEWAY_LOG"
    expect_match "what is said" 'nowhere.img' "$(gateway_ask $home lun:list; gateway_ask $home handler:list)"
    expect_eq "images made" "" "$(ls $WORK/nowhere.img 2> /dev/null)"
    expect_orderly
    truncate -s 16M $WORK/nowhere.img
    touch $home/etc/io.sluice.backend.file-missing.cfg
    echo "# the image is there now" >> $home/etc/io.sluice.backend.file-missing.cfg
    wait_for 30 "the LUN is served once the image is there" has_disk missing
    gateway_ask $home lun:remove missing
    gateway_ask $home lun:remove present
}

image_locked() {
    local home=$SHARED output
    load_tcmu
    gateway_running $home
    file_lun $home holder path=$WORK/locked.img size=16M create=true
    wait_for 60 "the LUN is served" has_disk holder
    dd if="$(disk holder)" of=/dev/null bs=1M count=1 iflag=direct status=none
    if output=$(timeout 60 "$SLUICE_HOME/bin/sluice" export $WORK/locked.img < /dev/null 2>&1); then fail "export succeeded: $output"; fi
    expect_match "message" 'locked.img' "$output"
    expect_match "message" '(in use|locked|held|another)' "$output"
    expect_no_match "message" $'\n\tat ' "$output"
    no_trace_of locked || fail "left over: $(traces_of locked)"
    dd if="$(disk holder)" of=/dev/null bs=1M iflag=direct status=none
    gateway_ask $home lun:remove holder
}

image_truncated_while_serving() {
    local home=$SHARED
    load_tcmu
    gateway_running $home
    file_lun $home shrunk path=$WORK/shrunk.img size=16M create=true
    file_lun $home whole path=$WORK/whole.img size=16M create=true
    wait_for 60 "LUN shrunk is served" has_disk shrunk
    wait_for 60 "LUN whole is served" has_disk whole
    local disk
    disk=$(disk shrunk)
    dd if=/dev/urandom of="$disk" bs=1M count=16 oflag=direct status=none
    truncate -s 4M $WORK/shrunk.img
    dd if="$disk" of=/dev/null bs=64k count=16 iflag=direct status=none
    expect_failure "reading what is gone" dd if="$disk" of=/dev/null bs=64k count=1 skip=128 iflag=direct status=none
    gateway_alive || fail "the gateway died"
    dd if="$(disk whole)" of=/dev/null bs=1M iflag=direct status=none
    # longer again, it has zeroes where the data was: those are not what was written
    truncate -s 16M $WORK/shrunk.img
    expect_failure "reading what is gone" dd if="$disk" of=/dev/null bs=64k count=1 skip=128 iflag=direct status=none
    dd if="$disk" of=/dev/null bs=64k count=16 iflag=direct status=none
    gateway_ask $home lun:remove shrunk
    gateway_ask $home lun:remove whole
}

host_file_system_full() {
    local home=$SHARED output
    load_tcmu
    mkdir -p /mnt/small
    mount -t tmpfs -o size=8M small /mnt/small
    gateway_running $home
    file_lun $home thin path=/mnt/small/thin.img size=64M create=true
    wait_for 60 "the LUN is served" has_disk thin
    local disk
    disk=$(disk thin)
    if output=$(dd if=/dev/urandom of="$disk" bs=64k count=256 oflag=direct 2>&1); then fail "16 MiB fit on 8 MiB: $output"; fi
    expect_match "the initiator's error" 'No space left on device' "$output"
    dd if="$disk" of=/dev/null bs=64k iflag=direct count=64 status=none
    gateway_alive || fail "the gateway died"
    mount -o remount,size=80M /mnt/small
    head -c 16M /dev/urandom > $WORK/pattern
    dd if=$WORK/pattern of="$disk" bs=64k oflag=direct status=none
    expect_eq "bytes read back" "$(md5sum < $WORK/pattern)" "$(dd if="$disk" bs=1M count=16 iflag=direct status=none | md5sum)"
    gateway_ask $home lun:remove thin
    gateway_stop
    umount /mnt/small
}

scenario no-module
scenario export-without-module
scenario configfs-not-mounted
scenario wwn-in-use
scenario image-missing
scenario image-locked
scenario image-truncated-while-serving
scenario host-file-system-full
