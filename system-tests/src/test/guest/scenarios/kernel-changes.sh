# What others do to our disks in the kernel, or a killed gateway leaves there: no path leads to another disk, and all can be mended.
source "$GUEST/lib.sh"
start_soon

GATEWAY=$WORK/gateway
OUTAGES=${OUTAGES:-0}

no_path() { [[ ! -e /dev/sluice/$1 && ! -L /dev/sluice/$1 ]]; }
serial_of() { sg_inq -p sn "$1" | sed -n 's/.*serial number: *//p'; }
leads_to_its_own() { [[ $(serial_of /dev/sluice/"$1") == "$2" ]]; }
listed() { gateway_ask $GATEWAY lun:list | grep -q "^$1 .*$2"; }

# From under its LUN. Without a last flush, for which it would wait while no gateway runs.
delete_disk() {
    local device
    device=/sys/block/$(disk_of_backstore "$1")/device
    echo 'temporary write through' > "$(echo "$device"/scsi_disk/*/cache_type)"
    echo 1 > "$device"/delete
}

a_path_never_leads_to_another_disk() {
    load_tcmu
    gateway_new $GATEWAY
    truncate -s 16M $WORK/disk0.img
    file_lun $GATEWAY disk0 path=$WORK/disk0.img
    gateway_start $GATEWAY
    wait_for 60 "the disk appears" has_disk disk0
    wait_for 20 "its path" test -L /dev/sluice/disk0
    expect_eq "the path's end" "$(disk disk0)" "$(readlink -f /dev/sluice/disk0)"
    expect_eq "its patience" 300 "$(cat /sys/block/"$(disk_of_backstore disk0)"/device/timeout)"
    local serial
    serial=$(serial_of /dev/sluice/disk0)

    delete_disk disk0
    file_lun $GATEWAY victim path=$WORK/victim.img size=16M create=true
    wait_for 60 "the victim appears" has_disk victim
    wait_for 20 "the path leads to its own disk again" leads_to_its_own disk0 "$serial"
    wait_for 20 "the list is clean" listed disk0 SERVING.*/dev/sluice/disk0

    head -c 1M /dev/urandom > $WORK/pattern
    dd if=$WORK/pattern of=/dev/sluice/disk0 bs=64k oflag=direct status=none
    expect_eq "bytes in its image" "$(md5sum < $WORK/pattern)" "$(head -c 1M $WORK/disk0.img | md5sum)"
    expect_eq "bytes in the victim's" "$(head -c 1M /dev/zero | md5sum)" "$(head -c 1M $WORK/victim.img | md5sum)"
    grep -q 'disk0.*was deleted from the kernel' $GATEWAY/var/log/sluice.log || fail "the log does not tell"

    # the same with a gateway that was killed: the next one takes the path away first
    gateway_kill
    delete_disk disk0
    gateway_start $GATEWAY
    wait_for 60 "the next gateway finds the disk again" leads_to_its_own disk0 "$serial"
}

a_size_reaches_the_disk_and_a_reset_ring_is_opened_anew() {
    after a-path-never-leads-to-another-disk
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    truncate -s 32M $WORK/disk0.img
    gateway_ask $GATEWAY lun:resize disk0
    has_size() { [[ $(blockdev --getsize64 /dev/sluice/disk0) == $((32 << 20)) ]]; }
    wait_for 20 "the kernel's disk has the new size" has_size
    echo 1 > "$TARGET"/core/user_90/disk0/action/reset_ring
    timeout 60 dd if=/dev/sluice/disk0 of=/dev/null bs=64k count=16 iflag=direct status=none || fail "the disk is not served after a reset"
    sg_opcodes --opcode=0x5e,0 /dev/sluice/disk0 | grep -qi 'not supported' && fail "PERSISTENT RESERVE IN is denied"
    sg_opcodes /dev/sluice/disk0 | grep -qi 'Report luns' || fail "REPORT LUNS is not told: $(sg_opcodes /dev/sluice/disk0)"
    sg_persist --in --read-keys /dev/sluice/disk0
}

# Each of so many seconds; 0 for a short one, with a patience that is cut down so that commands have waited for longer than six times the device's timeout,
# which is all that the kernel has for BUSY.
commands_survive_an_outage() {
    after a-size-reaches-the-disk-and-a-reset-ring-is-opened-anew
    local device writer seconds
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    device=/sys/block/$(disk_of_backstore disk0)/device
    for seconds in $OUTAGES; do
        mark_kernel_log
        gateway_kill
        if [[ $seconds == 0 ]]; then echo 1 > "$device"/timeout; fi
        for ((i = 0; i < 4; i++)); do
            dd if=$WORK/pattern of="$(disk disk0)" bs=64k count=1 skip=$i seek=$i oflag=direct status=none & writer[i]=$!
        done
        sleep $((seconds == 0 ? 8 : seconds))
        gateway_start $GATEWAY
        for ((i = 0; i < 4; i++)); do
            wait "${writer[i]}" || fail "write $i saw an error after an outage of $seconds s"
        done
        expect_no_match "kernel log" 'I/O error' "$(kernel_log_since_mark)"
        expect_eq "bytes in the image" "$(head -c 256K $WORK/pattern | md5sum)" "$(head -c 256K $WORK/disk0.img | md5sum)"
    done
}

a_disk_without_a_lun_is_listed_and_taken_away() {
    after commands-survive-an-outage
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    gateway_kill
    rm $GATEWAY/etc/io.sluice.lun-victim.cfg
    dd if="$(disk victim)" of=/dev/null bs=4k count=1 iflag=direct status=none &
    local reader=$!
    gateway_start $GATEWAY
    wait_for 60 "disk0 is served" listed disk0 SERVING
    wait_for 20 "the victim is told" listed victim ORPHANED
    expect_failure "removing it while it is open" gateway_ask $GATEWAY lun:remove victim
    gateway_ask $GATEWAY lun:remove victim --force --yes
    no_trace_of victim || fail "left over: $(traces_of victim)"
    wait $reader || echo "the reader has ended with an error, as it should"
    expect_failure "the list" listed victim ORPHANED
}

a_disk_of_which_parts_are_gone_is_removed_and_made_anew() {
    after a-disk-without-a-lun-is-listed-and-taken-away
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    gateway_stop # so that nobody looks for the disk again
    delete_disk disk0
    mkdir "$TARGET"/core/user_90/half
    file_lun $GATEWAY half path=$WORK/half.img size=16M create=true
    gateway_start $GATEWAY
    wait_for 60 "the half-made one is whole" has_disk half
    delete_disk half
    gateway_ask $GATEWAY lun:remove half || gateway_ask $GATEWAY lun:remove half --force --yes
    no_trace_of half || fail "left over: $(traces_of half)"
    gateway_ask $GATEWAY gateway:unexport --yes
    no_trace_of disk0 || fail "left over: $(traces_of disk0)"
    gateway_stop
}

scenario a-path-never-leads-to-another-disk
scenario a-size-reaches-the-disk-and-a-reset-ring-is-opened-anew
scenario commands-survive-an-outage
scenario a-disk-without-a-lun-is-listed-and-taken-away
scenario a-disk-of-which-parts-are-gone-is-removed-and-made-anew
