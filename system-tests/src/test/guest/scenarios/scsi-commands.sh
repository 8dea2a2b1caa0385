# What a disk of the kernel answers to sg3-utils: the answers themselves, and what the image holds afterwards.
source "$GUEST/lib.sh"
start_soon

GATEWAY=$WORK/gateway
BLOCKS=32768

on_disk0() { DISK=$(disk disk0); } # for the scenario that calls it

blocks() { dd if="$DISK" bs=512 skip="$1" count="$2" iflag=direct status=none; } # LBA COUNT
image() { dd if="$WORK/disk0.img" bs=512 skip="$1" count="$2" status=none; }     # LBA COUNT
pattern() { dd if="$WORK/pattern" bs=512 skip="$1" count="$2" status=none; }     # LBA COUNT
zeros() { head -c $((512 * $1)) /dev/zero; }                                     # COUNT
repeated() { local i; for ((i = 0; i < $2; i++)); do cat "$1"; done; }           # FILE COUNT

# Compares blocks, as the initiator reads them and as the image holds them, with what comes from standard input.
expect_blocks() { # WHAT LBA COUNT
    cat > "$WORK/expected"
    blocks "$2" "$3" | cmp - "$WORK/expected" || fail "$1: the disk"
    image "$2" "$3" | cmp - "$WORK/expected" || fail "$1: the image"
    echo "ok: $1"
}

# The command fails, and its output tells so.
expect_refusal() { # WHAT REGEX COMMAND...
    local what=$1 regex=$2 output
    shift 2
    if output=$("$@" 2>&1); then fail "$what: expected '$*' to fail, but: $output"; fi
    expect_match "$what" "$regex" "$output"
}

gateway_serves() {
    load_tcmu
    gateway_new $GATEWAY
    file_lun $GATEWAY disk0 path=$WORK/disk0.img size=16M create=true
    file_lun $GATEWAY disk1 path=$WORK/disk1.img size=16M create=true
    config $GATEWAY io.sluice.lun-disk1 handler=disk1 transports=tcmu,iscsi
    gateway_start $GATEWAY
    wait_for 60 "disk0 appears" has_disk disk0
    wait_for 60 "disk1 appears" has_disk disk1
    head -c $((BLOCKS * 512)) /dev/urandom > $WORK/pattern
    dd if=$WORK/pattern of="$(disk disk0)" bs=1M oflag=direct status=none
}

vpd_pages_and_capacity() {
    local page text
    after gateway-serves
    on_disk0
    text=$(sg_vpd --all "$DISK")
    for page in sv sn di ei bl bdc lbpv; do expect_match "list of pages" "\\[$page\\]" "$text"; done
    for page in 'Unit serial number' 'Device Identification' 'extended INQUIRY data' 'Block limits' 'Block device characteristics' 'Logical block provisioning'; do
        expect_match "pages" "$page VPD page" "$text"
    done
    expect_match "serial number" 'Unit serial number: [0-9a-f]{16}' "$(sg_vpd --page=sn "$DISK")"
    text=$(sg_vpd --page=di "$DISK")
    expect_match "NAA designator" '0x6[0-9a-f]{31}' "$text"
    expect_match "T10 designator" 'vendor id: SLUICE' "$text"
    text=$(sg_vpd --page=bl "$DISK")
    expect_match "block limits" 'Maximum compare and write length: [1-9]' "$text"
    expect_match "block limits" 'Maximum unmap LBA count: [1-9]' "$text"
    expect_match "block limits" 'Maximum write same length: 0x[1-9a-f]' "$text"
    text=$(sg_vpd --page=lbpv "$DISK")
    expect_match "provisioning" 'Unmap command supported \(LBPU\): 1' "$text"
    expect_match "provisioning" 'Write same \(16\) with unmap bit supported \(LBPWS\): 1' "$text"
    expect_match "extended inquiry" 'SIMPSUP=1' "$(sg_vpd --page=ei "$DISK")"
    expect_refusal "a page that is not there" 'Invalid field in cdb|Illegal request' sg_vpd --page=0xc9 --force --vendor=sea --hex -vv "$DISK"
    expect_match "inquiry" 'Vendor identification: SLUICE' "$(sg_inq "$DISK")"
    text=$(sg_readcap --16 "$DISK")
    expect_match "capacity" "Last LBA=$((BLOCKS - 1)) " "$text"
    expect_match "capacity" 'Logical block length=512 bytes' "$text"
    expect_match "thin provisioning" 'lbpme=1' "$text"
    expect_match "capacity of 10 bytes" "Last LBA=$((BLOCKS - 1)) " "$(sg_readcap "$DISK")"
    expect_match "luns" 'Lun list length = 8 .* 1 lun entry' "$(sg_luns "$DISK")"
}

supported_operation_codes() {
    local text name
    after gateway-serves
    on_disk0
    text=$(sg_opcodes --no-inquiry "$DISK")
    for name in 'Read\(10\)' 'Read\(16\)' 'Write\(16\)' 'Unmap' 'Write same\(16\)' 'Compare and write' 'Verify\(16\)' 'Synchronize cache\(16\)' \
        'Get LBA status' 'Read capacity\(16\)' 'Mode sense\(10\)' 'Sanitize' 'Orwrite'; do
        expect_match "list of commands" "$name" "$text"
    done
    text=$(sg_opcodes --opcode=0x93 --no-inquiry "$DISK")
    expect_match "WRITE SAME (16)" 'Command is supported \[conforming to SCSI standard\]' "$text"
    expect_match "WRITE SAME (16)" 'Usage data: 93 f9( ff){12} [0-9a-f]{2} 00' "$text"
    expect_match "a command that is not there" 'NOT supported' "$(sg_opcodes --opcode=0x04a --no-inquiry "$DISK" 2>&1)"
    expect_match "task management" 'Logical unit reset' "$(sg_opcodes --tmf --no-inquiry "$DISK")"
}

mode_pages() {
    local text
    after gateway-serves
    on_disk0
    text=$(sg_modes --all "$DISK")
    expect_match "caching page" 'Caching' "$text"
    expect_match "control page" 'Control' "$text"
    expect_match "informational exceptions" 'Informational exceptions' "$text"
    expect_match "write cache enabled" ' 00 +08 12 04' "$(sg_modes --page=8 "$DISK")"
    expect_refusal "a page that is not there" 'Illegal request|not supported|Invalid field' sg_modes --page=0x3e -v "$DISK"
}

unmap_and_lba_status() {
    local text
    after gateway-serves
    on_disk0
    pattern 0 64 | expect_blocks "blocks in front of UNMAP" 0 64
    sg_unmap --force --lba=8 --num=16 "$DISK"
    zeros 16 | expect_blocks "unmapped blocks" 8 16
    pattern 0 8 | expect_blocks "blocks before" 0 8
    pattern 24 40 | expect_blocks "blocks after" 24 40
    text=$(sg_get_lba_status --lba=8 "$DISK")
    expect_match "status of unmapped blocks" '\[1\] LBA: 0x0*8 +blocks: +16 +deallocated' "$text"
    expect_match "status of a mapped block" '\[1\] LBA: 0x0*18 .*mapped' "$(sg_get_lba_status --lba=24 "$DISK")"
    expect_refusal "blocks past the end" 'Logical block address out of range' sg_unmap --force --lba=$((BLOCKS - 4)) --num=8 -vv "$DISK"
    pattern $((BLOCKS - 8)) 8 | expect_blocks "the last blocks" $((BLOCKS - 8)) 8
}

write_same() {
    after gateway-serves
    on_disk0
    head -c 512 /dev/urandom > $WORK/block
    sg_write_same --10 --in=$WORK/block --lba=64 --num=24 "$DISK"
    repeated $WORK/block 24 | expect_blocks "WRITE SAME (10)" 64 24
    pattern 88 8 | expect_blocks "blocks after" 88 8
    head -c 512 /dev/urandom > $WORK/block
    sg_write_same --16 --in=$WORK/block --lba=80 --num=24 "$DISK"
    repeated $WORK/block 24 | expect_blocks "WRITE SAME (16)" 80 24
    sg_write_same --16 --unmap --lba=64 --num=16 "$DISK"
    zeros 16 | expect_blocks "WRITE SAME (16) with UNMAP" 64 16
    sg_write_same --16 --ndob --lba=200 --num=56 "$DISK"
    zeros 56 | expect_blocks "WRITE SAME (16) without data" 200 56
    pattern 256 8 | expect_blocks "blocks after" 256 8
}

compare_and_write() {
    after gateway-serves
    on_disk0
    pattern 300 1 > $WORK/old
    head -c 512 /dev/urandom > $WORK/new
    cat $WORK/old $WORK/new > $WORK/both
    sg_compare_and_write --in=$WORK/both --lba=300 --num=1 "$DISK"
    expect_blocks "what was expected is replaced" 300 1 < $WORK/new
    expect_refusal "what is not there any more" 'miscompare|Miscompare' sg_compare_and_write --in=$WORK/both --lba=300 --num=1 -v "$DISK"
    expect_blocks "nothing is written" 300 1 < $WORK/new
    pattern 301 8 | expect_blocks "blocks after" 301 8
}

verify_and_synchronize() {
    after gateway-serves
    on_disk0
    pattern 1000 8 > $WORK/eight
    sg_verify --lba=0 --count=$BLOCKS "$DISK"
    sg_verify --16 --lba=$((BLOCKS - 8)) --count=8 "$DISK"
    sg_verify --lba=1000 --count=8 --ebytchk=1 --ndo=4096 --in=$WORK/eight "$DISK"
    expect_refusal "other data" 'miscompare|Miscompare' sg_verify --lba=1001 --count=8 --ebytchk=1 --ndo=4096 --in=$WORK/eight "$DISK"
    expect_refusal "blocks past the end" 'Illegal request|LBA out of range|illegal' sg_verify --lba=$BLOCKS --count=1 -v "$DISK"
    sg_write_verify --lba=2000 --num=8 --in=$WORK/eight "$DISK"
    expect_blocks "WRITE AND VERIFY" 2000 8 < $WORK/eight
    sg_sync "$DISK"
    sg_sync --16 --lba=2000 --count=8 "$DISK"
    sg_turs "$DISK"
    expect_match "no sense" 'No Sense' "$(sg_requests "$DISK" 2>&1)"
}

extended_copy() {
    local other disk
    after gateway-serves
    on_disk0
    other=$(disk disk1)
    # what udev does elsewhere; by it sg_xcopy finds a disk
    mkdir -p /dev/block
    for disk in "$DISK" "$other"; do ln -sf "$disk" "/dev/block/$(cat "/sys/block/${disk##*/}/dev")"; done
    sg_xcopy if="$DISK" of="$other" bs=512 skip=1000 seek=50 count=3000
    dd if="$other" bs=512 skip=50 count=3000 iflag=direct status=none | cmp - <(blocks 1000 3000)
    expect_eq "blocks before" "$(zeros 50 | md5sum)" "$(dd if="$other" bs=512 count=50 iflag=direct status=none | md5sum)"
    expect_eq "blocks after" "$(zeros 64 | md5sum)" "$(dd if="$other" bs=512 skip=3050 count=64 iflag=direct status=none | md5sum)"
    sg_copy_results --params "$DISK"
    # with a way to it from other machines nobody can tell who asks
    config $GATEWAY io.sluice.tcmu.iscsi-far iqn=iqn.2026-11.com.example:far luns=disk1:0 demoMode=true
    wait_for 20 "disk1 is offered to others" test -e "$TARGET"/iscsi/iqn.2026-11.com.example:far/tpgt_1/lun/lun_0/disk1
    expect_failure "a copy to what others see too" sg_xcopy if="$DISK" of="$other" bs=512 count=100
    expect_eq "blocks of disk1" "$(zeros 50 | md5sum)" "$(dd if="$other" bs=512 count=50 iflag=direct status=none | md5sum)"
    rm $GATEWAY/etc/io.sluice.tcmu.iscsi-far.cfg
    wait_for 20 "disk1 is this machine's again" test ! -e "$TARGET"/iscsi/iqn.2026-11.com.example:far
}

persistent_reservations() {
    local text
    after gateway-serves
    on_disk0
    expect_match "who keeps them" 'reservations +kept by the kernel' "$(gateway_ask $GATEWAY lun:info disk0)"
    sg_persist --no-inquiry --in --report-capabilities "$DISK"
    expect_match "no keys" 'there are NO registered reservation keys' "$(sg_persist --no-inquiry --in --read-keys "$DISK")"
    sg_persist --no-inquiry --out --register --param-sark=0xabc123 "$DISK"
    expect_match "the key" '0xabc123' "$(sg_persist --no-inquiry --in --read-keys "$DISK")"
    sg_persist --no-inquiry --out --reserve --param-rk=0xabc123 --prout-type=1 "$DISK"
    text=$(sg_persist --no-inquiry --in --read-reservation "$DISK")
    expect_match "the reservation" 'Key=0xabc123' "$text"
    expect_match "its type" 'type: Write Exclusive' "$text"
    expect_refusal "another's key" '[Rr]eservation [Cc]onflict' sg_persist --no-inquiry --out --release --param-rk=0xbad --prout-type=1 "$DISK"
    sg_persist --no-inquiry --out --release --param-rk=0xabc123 --prout-type=1 "$DISK"
    sg_persist --no-inquiry --out --register --param-rk=0xabc123 --param-sark=0 "$DISK"
    expect_match "no keys any more" 'there are NO registered reservation keys' "$(sg_persist --no-inquiry --in --read-keys "$DISK")"
}

no_reservations_with_two_transports() {
    after gateway-serves
    DISK=$(disk disk1)
    expect_match "lun:info" 'reservations +refused.*\(iscsi, tcmu\)' "$(gateway_ask $GATEWAY lun:info disk1)"
    expect_refusal "PERSISTENT RESERVE IN" 'not supported|Illegal request|invalid opcode' sg_persist --no-inquiry --in --read-keys "$DISK"
    expect_refusal "PERSISTENT RESERVE OUT" 'not supported|Illegal request|invalid opcode' sg_persist --no-inquiry --out --register --param-sark=0xabc "$DISK"
    expect_refusal "RESERVE (6)" 'Illegal request|Invalid command operation code' sg_raw "$DISK" 16 00 00 00 00 00
    sg_turs "$DISK"
}

a_reset_is_told() {
    after gateway-serves
    on_disk0
    sg_reset --no-esc --device "$DISK"
    expect_match "the gateway's log" 'disk0: reset by an initiator' "$(cat "$RESULTS"/gateway-serves.gateway.log)"
    wait_for 10 "the disk is ready" sg_turs "$DISK"
    pattern 1000 8 | expect_blocks "what was written" 1000 8
}

refusals() {
    after gateway-serves
    on_disk0
    expect_refusal "an operation code that is not there" 'Invalid command operation code' sg_raw "$DISK" c1 00 00 00 00 00
    expect_refusal "a reserved bit" 'Invalid field in cdb' sg_raw --request=8 "$DISK" 25 00 00 00 00 00 00 ff 00 00
    expect_refusal "blocks past the end" 'Logical block address out of range' sg_raw --request=512 "$DISK" 28 00 00 00 80 00 00 00 01 00
    gateway_ask $GATEWAY lun:remove disk0
    gateway_ask $GATEWAY lun:remove disk1
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    gateway_stop
}

scenario gateway-serves
scenario vpd-pages-and-capacity
scenario supported-operation-codes
scenario mode-pages
scenario unmap-and-lba-status
scenario write-same
scenario compare-and-write
scenario verify-and-synchronize
scenario extended-copy
scenario persistent-reservations
scenario no-reservations-with-two-transports
scenario a-reset-is-told
scenario refusals
