# A file becomes a disk: by a configured LUN, and by `sluice export`.
source "$GUEST/lib.sh"
start_soon

GATEWAY=$WORK/gateway
WWN=naa.5001405000000101

a_lun_file_becomes_a_disk_with_its_identity() {
    load_tcmu
    gateway_new $GATEWAY
    file_lun $GATEWAY disk0 path=$WORK/disk0.img size=64M create=true blockSize=512 -- wwn=$WWN
    gateway_start $GATEWAY
    wait_for 60 "the disk appears" has_disk disk0
    local disk
    disk=$(disk disk0)
    expect_eq "size" $((64 << 20)) "$(lsblk -bndo SIZE "$disk")"
    expect_eq "logical block" 512 "$(lsblk -bndo LOG-SEC "$disk" | tr -d ' ')"
    expect_match "lsblk's vendor" '^SLUICE' "$(lsblk -ndo VENDOR "$disk")"
    expect_eq "read-only" 0 "$(lsblk -ndo RO "$disk" | tr -d ' ')"

    local inquiry
    inquiry=$(sg_inq "$disk")
    expect_match "INQUIRY" 'Peripheral device type: disk' "$inquiry"
    expect_match "INQUIRY" 'Vendor identification: SLUICE' "$inquiry"
    expect_match "INQUIRY" 'Product identification: [^ ]+' "$inquiry"
    expect_match "INQUIRY" 'Product revision level: [^ ]+' "$inquiry"
    expect_match "supported pages" '\[sn\].*\[di\].*\[bl\].*\[bdc\].*\[lbpv\]' "$(sg_vpd --page=sv "$disk" | tr '\n' ' ')"
    expect_match "serial" 'Unit serial number: [^ ]+' "$(sg_vpd --page=sn "$disk")"
    expect_match "device identification" "0x${WWN#naa.}" "$(sg_vpd --page=di "$disk")"
    expect_match "kernel's name for it" "${WWN}" "$(cat /sys/block/"${disk#/dev/}"/device/wwid)"
    expect_match "block limits" 'Optimal transfer length granularity: [1-9]' "$(sg_vpd --page=bl "$disk")"
    expect_match "block device characteristics" '[Rr]otati' "$(sg_vpd --page=bdc "$disk")"
    expect_match "logical block provisioning" 'rovisioning' "$(sg_vpd --page=lbpv "$disk")"
    expect_match "READ CAPACITY(10)" 'Last LBA=131071 .*block length=512 bytes' "$(sg_readcap "$disk" | sed 's/Logical block/block/' | tr '\n' ' ')"
    expect_match "READ CAPACITY(16)" 'Last LBA=131071 .*block length=512 bytes' "$(sg_readcap --long "$disk" | sed 's/Logical block/block/' | tr '\n' ' ')"
    sg_turs "$disk"
    sg_requests "$disk"
    sg_luns "$disk"
    sg_modes --all "$disk"
}

the_node_in_the_device_directory_works() {
    after a-lun-file-becomes-a-disk-with-its-identity
    local node=/dev/sluice/disk0
    [[ -b $node ]] || fail "$node is not a block device: $(ls -l /dev/sluice)"
    expect_eq "device numbers" "$(stat -c %t:%T "$(disk disk0)")" "$(stat -L -c %t:%T $node)"
    head -c 1M /dev/urandom > $WORK/pattern
    dd if=$WORK/pattern of=$node bs=64k seek=16 oflag=direct status=none
    expect_eq "bytes in the image" "$(md5sum < $WORK/pattern)" "$(dd if=$WORK/disk0.img bs=1M skip=1 count=1 status=none | md5sum)"
    expect_eq "bytes read back" "$(md5sum < $WORK/pattern)" "$(dd if=$node bs=64k skip=16 count=16 iflag=direct status=none | md5sum)"
    expect_no_io_error
}

a_stopped_gateway_leaves_the_disk_and_a_new_one_takes_it_over() {
    after the-node-in-the-device-directory-works
    local before after
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    before=$(sg_vpd --page=sn "$(disk disk0)")
    gateway_stop
    has_disk disk0 || fail "the disk went with the gateway"
    gateway_start $GATEWAY
    wait_for 60 "the new gateway answers" disk_answers "$(disk disk0)"
    after=$(sg_vpd --page=sn "$(disk disk0)")
    expect_eq "serial" "$before" "$after"
    expect_eq "bytes" "$(md5sum < $WORK/pattern)" "$(dd if="$(disk disk0)" bs=64k skip=16 count=16 iflag=direct status=none | md5sum)"
    $GATEWAY/bin/sluice lun:remove disk0 < /dev/null
    wait_for 10 "lun:remove takes the disk away" no_trace_of disk0
}

block_sizes_and_read_only_reach_the_disk() {
    load_tcmu
    truncate -s 16M $WORK/{b1024,b2048,b4096,ro}.img
    gateway_running $GATEWAY
    local size
    for size in 1024 2048 4096; do
        file_lun $GATEWAY b$size path=$WORK/b$size.img blockSize=$size
    done
    file_lun $GATEWAY ro path=$WORK/ro.img readOnly=true -- vendor=ACME product=Reservoir revision=7
    for size in 1024 2048 4096; do
        wait_for 60 "disk b$size" has_disk b$size
        expect_eq "block size" $size "$(blockdev --getss "$(disk b$size)")"
        expect_eq "size" $((16 << 20)) "$(blockdev --getsize64 "$(disk b$size)")"
    done
    wait_for 20 "disk ro" has_disk ro
    expect_eq "read-only" 1 "$(blockdev --getro "$(disk ro)")"
    expect_match "INQUIRY" 'Vendor identification: ACME' "$(sg_inq "$(disk ro)")"
    expect_match "INQUIRY" 'Product identification: Reservoir' "$(sg_inq "$(disk ro)")"
    dd if="$(disk ro)" of=/dev/null bs=1M count=1 iflag=direct status=none
    gateway_stop
}

export_makes_a_disk_and_takes_it_away() {
    load_tcmu
    head -c 8M /dev/urandom > $WORK/exported.img
    $SLUICE_HOME/bin/sluice export $WORK/exported.img --name exported --block-size 4096 < /dev/null > "$RESULTS/$SCENARIO.export.log" 2>&1 &
    local pid=$!
    wait_for 60 "the disk appears" has_disk exported
    expect_eq "size" $((8 << 20)) "$(blockdev --getsize64 "$(disk exported)")"
    expect_eq "block size" 4096 "$(blockdev --getss "$(disk exported)")"
    expect_eq "content" "$(md5sum < $WORK/exported.img)" "$(dd if=/dev/sluice/exported bs=1M iflag=direct status=none | md5sum)"
    kill -TERM $pid
    wait_for 20 "export ends" gateway_gone $pid
    no_trace_of exported || fail "left over: $(traces_of exported)"
}

export_serves_read_only() {
    head -c 8M /dev/urandom > $WORK/exported.img
    local sum
    sum=$(md5sum < $WORK/exported.img)
    chmod 400 $WORK/exported.img
    $SLUICE_HOME/bin/sluice export $WORK/exported.img --read-only < /dev/null > "$RESULTS/$SCENARIO.export.log" 2>&1 &
    local pid=$!
    wait_for 60 "the disk appears" has_disk exported
    expect_failure "writing" dd if=/dev/zero of="$(disk exported)" bs=4k count=1 oflag=direct status=none
    kill -TERM $pid
    wait_for 20 "export ends" gateway_gone $pid
    expect_eq "the image" "$sum" "$(md5sum < $WORK/exported.img)"
}

scenario a-lun-file-becomes-a-disk-with-its-identity
scenario the-node-in-the-device-directory-works
scenario a-stopped-gateway-leaves-the-disk-and-a-new-one-takes-it-over
scenario block-sizes-and-read-only-reach-the-disk
scenario export-makes-a-disk-and-takes-it-away
scenario export-serves-read-only
