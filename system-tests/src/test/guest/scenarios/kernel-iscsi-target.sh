# The kernel's own iSCSI target over the gateway's disks, with Linux's own initiator: from discovery to logout, with pulled cables and a killed gateway.
source "$GUEST/lib.sh"
source "$GUEST/open-iscsi.sh"
start_soon

GATEWAY=$WORK/gateway
PORTAL=127.0.0.1:3261
IQN=iqn.2026-11.com.example:disks
CONFIG=io.sluice.tcmu.iscsi-disks
GUEST_NAME=iqn.2026-01.io.sluice:guest
SECRET=a-secret-of-the-guest
OWN_SECRET=another-one-of-ours

logged_in() { [[ -n $(session_disk $IQN "${1:-0}") ]]; }
target_accepts() { [[ $(cat "$TARGET/iscsi/$IQN/tpgt_1/enable") == 1 ]]; }
lun_is_gone() { ! session_disk $IQN "$1"; }
info_shows() { gateway_ask $GATEWAY lun:info disk0 | grep -q "$1"; }
no_target() { [[ ! -e $TARGET/iscsi/$IQN ]]; }

# Shows the initiator a target's LUNs anew, as udev does where it is told of a change.
rescan() { iscsiadm -m session --rescan > /dev/null; }

write_and_verify() { # DISK SECONDS
    fio --name=x --filename="$1" --ioengine=libaio --direct=1 --rw=randwrite --bs=4k --iodepth=16 --size=32M --loops=1000 --time_based --runtime="$2" \
        --verify=crc32c --verify_backlog=256 --verify_fatal=1 > "$WORK/fio.out" 2>&1 || { cat "$WORK/fio.out"; return 1; }
}

discovery_login_and_file_system() {
    load_tcmu
    gateway_new $GATEWAY
    file_lun $GATEWAY disk0 path=$WORK/disk0.img size=64M create=true
    file_lun $GATEWAY disk1 path=$WORK/disk1.img size=16M create=true
    (umask 077; printf '%s\n' "initiator $GUEST_NAME $SECRET" "target sluice $OWN_SECRET" > $GATEWAY/etc/disks.secrets)
    config $GATEWAY $CONFIG iqn=$IQN luns=disk0:0,disk1:4 initiators=$GUEST_NAME chapFile=disks.secrets
    gateway_start $GATEWAY
    wait_for 60 "the target lets initiators in" target_accepts
    initiator_start $GUEST_NAME

    expect_match "discovery" "$PORTAL,1 $IQN" "$(initiator_discover $PORTAL)"
    expect_failure "login without CHAP" initiator_login $IQN
    initiator_chap $IQN $GUEST_NAME not-the-secret-of-it
    expect_failure "login with a wrong secret" initiator_login $IQN
    initiator_chap $IQN $GUEST_NAME $SECRET sluice not-the-targets-secret
    expect_failure "login to a target with a wrong secret" initiator_login $IQN
    initiator_chap $IQN $GUEST_NAME $SECRET sluice $OWN_SECRET
    initiator_login $IQN
    wait_for 20 "LUN 0 is a disk" logged_in 0
    wait_for 20 "LUN 4 is a disk" logged_in 4
    expect_eq "size of LUN 4" $((16 << 20)) "$(blockdev --getsize64 "$(session_disk $IQN 4)")"
    expect_eq "serial number of LUN 0" "$(sg_vpd --page=sn "$(disk disk0)" | tail -n 1)" "$(sg_vpd --page=sn "$(session_disk $IQN 0)" | tail -n 1)"
    expect_match "lun:info" "iscsi://$PORTAL/$IQN/0, in use" "$(gateway_ask $GATEWAY lun:info disk0)"

    mkfs.ext4 -q "$(session_disk $IQN 0)"
    mkdir -p /mnt/iscsi
    mount "$(session_disk $IQN 0)" /mnt/iscsi
    cp -r /usr/share/doc/fio /usr/share/doc/open-iscsi /mnt/iscsi
    fio --name=x --directory=/mnt/iscsi --rw=randrw --bs=4k --size=16M --ioengine=libaio --direct=1 --iodepth=8 --verify=crc32c --verify_fatal=1 > $WORK/fio.out 2>&1 ||
        { cat $WORK/fio.out; fail "fio saw an error"; }
    umount /mnt/iscsi
    mount "$(session_disk $IQN 0)" /mnt/iscsi
    diff -r /usr/share/doc/open-iscsi /mnt/iscsi/open-iscsi
    umount /mnt/iscsi
    e2fsck -fn "$(session_disk $IQN 0)"
}

nobody_takes_a_disk_from_who_is_logged_in() {
    after discovery-login-and-file-system
    expect_failure "removing a LUN that has a session" gateway_ask $GATEWAY lun:remove disk1
    sg_turs "$(session_disk $IQN 4)"
    rm $GATEWAY/etc/$CONFIG.cfg
    wait_for 20 "the vanished file is reported" info_shows "no file tells of $IQN"
    sg_turs "$(session_disk $IQN 4)"
    config $GATEWAY $CONFIG iqn=$IQN luns=disk0:0 initiators=$GUEST_NAME chapFile=disks.secrets
    wait_for 30 "the LUN that is not configured any more is gone" eval 'rescan; ! sg_turs "$(session_disk $IQN 4)"'
    config $GATEWAY $CONFIG iqn=$IQN luns=disk0:0,disk1:4 initiators=$GUEST_NAME chapFile=disks.secrets
    wait_for 30 "it is back" eval 'rescan; sg_turs "$(session_disk $IQN 4)"'
}

a_connection_cut_in_mid_write_loses_nothing() {
    local fio
    after discovery-login-and-file-system
    write_and_verify "$(session_disk $IQN 0)" 20 &
    fio=$!
    await_writes "$(session_disk $IQN 0)" 20
    network_cut
    wait_for 30 "the initiator has noticed" session_is $IQN FAILED
    network_mend
    wait_for 60 "the session is back" session_is $IQN LOGGED_IN
    # the target's own end of sessions, as in front of a changed access
    echo 0 > "$TARGET/iscsi/$IQN/tpgt_1/enable"
    wait_for 30 "the initiator is put out" session_is $IQN FAILED
    echo 1 > "$TARGET/iscsi/$IQN/tpgt_1/enable"
    wait_for 60 "the session is back" session_is $IQN LOGGED_IN
    wait $fio || fail "fio saw an error"
}

a_killed_gateway_is_taken_over_under_a_session() {
    local fio
    after discovery-login-and-file-system
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    mark_kernel_log
    write_and_verify "$(session_disk $IQN 0)" 10 &
    fio=$!
    await_writes "$(session_disk $IQN 0)" 20
    gateway_kill
    gateway_start $GATEWAY
    wait_for 60 "the gateway has taken over" disk_answers "$(session_disk $IQN 0)"
    wait $fio || fail "fio saw an error"
    expect_eq "session" LOGGED_IN "$(session_state $IQN)"
    expect_no_match "kernel log" 'conn error|I/O error' "$(kernel_log_since_mark)"
}

administered_from_the_shell() {
    rm -f $GATEWAY/etc/$CONFIG.cfg $GATEWAY/etc/disks.secrets
    (umask 077 && printf '%s\n' $SECRET > "$WORK/secret")
    gateway_ask $GATEWAY lun:create disk2 --file $WORK/disk2.img --size 8M --transports tcmu
    gateway_ask $GATEWAY lun:create disk3 --file $WORK/disk3.img --size 8M --transports tcmu
    expect_match "unknown disk" "Did you mean disk2" "$(gateway_ask $GATEWAY lio:create disks --luns dsik2:0 --demoMode 2>&1 || true)"
    gateway_ask $GATEWAY lio:create disks --iqn $IQN --luns disk2:0 --demoMode
    target_accepts || fail "the command returned before the target lets initiators in"
    expect_match "add-lun" "disk2:0, disk3:1" "$(gateway_ask $GATEWAY lio:add-lun disks disk3)"
    expect_match "acl:add" "$GUEST_NAME" "$(gateway_ask $GATEWAY lio-acl:add disks --initiator $GUEST_NAME --chap $GUEST_NAME --secret-file "$WORK/secret")"
    expect_eq "demo mode" 0 "$(cat "$TARGET/iscsi/$IQN/tpgt_1/attrib/generate_node_acls")"
    initiator_discover $PORTAL
    initiator_chap $IQN $GUEST_NAME $SECRET
    initiator_login $IQN
    wait_for 20 "LUN 1 is a disk" logged_in 1
    expect_match "lio:info" "in use" "$(gateway_ask $GATEWAY lio:info disks)"
    gateway_ask $GATEWAY lio:remove-lun disks disk3 --yes
    wait_for 30 "LUN 1 is gone" eval 'rescan; ! sg_turs "$(session_disk $IQN 1)"'
    expect_failure "a port that is no port" gateway_ask $GATEWAY lio:set disks portals=127.0.0.1:99999
    expect_no_match "the file" "99999" "$(cat $GATEWAY/etc/$CONFIG.cfg)"
    expect_failure "removal unasked" gateway_ask $GATEWAY lio:remove disks
    expect_match "removal" "last of its sessions" "$(gateway_ask $GATEWAY lio:remove disks --yes)"
    session_disk $IQN 0 > /dev/null || fail "the session has ended with the file"
    initiator_logout $IQN
    wait_for 30 "the target goes with its last session" no_target
    gateway_ask $GATEWAY lio:create disks --iqn $IQN --luns disk2:0 --demoMode
    gateway_ask $GATEWAY lio:remove disks --yes
    no_target || fail "the command returned before the target was gone"
    expect_eq "secrets" "" "$(ls $GATEWAY/etc/disks.secrets 2> /dev/null || true)"
    gateway_ask $GATEWAY lun:remove disk2
    gateway_ask $GATEWAY lun:remove disk3
}

logout_and_removal_leave_nothing() {
    after discovery-login-and-file-system
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    initiator_logout $IQN
    wait_for 20 "the disk is gone" lun_is_gone 0
    config $GATEWAY $CONFIG iqn=$IQN luns=disk0:0,disk1:4 demoMode=true enabled=false
    wait_for 20 "the target lets nobody in" eval '! target_accepts'
    expect_no_match "discovery" "$IQN" "$(initiator_discover $PORTAL 2>&1 || true)"
    config $GATEWAY $CONFIG iqn=$IQN luns=disk0:0,disk1:4 demoMode=true
    wait_for 20 "the target lets initiators in again" target_accepts
    initiator_discover $PORTAL
    initiator_login $IQN
    wait_for 20 "everybody sees LUN 4" logged_in 4
    dd if=/dev/zero of="$(session_disk $IQN 4)" bs=64k count=1 oflag=direct status=none
    initiator_logout $IQN
    gateway_ask $GATEWAY lun:remove disk1
    rm $GATEWAY/etc/$CONFIG.cfg
    wait_for 20 "the target is gone with its file" no_target
    config $GATEWAY $CONFIG iqn=$IQN luns=disk0:0 demoMode=true
    wait_for 20 "the target is back" target_accepts
    gateway_ask $GATEWAY lun:remove disk0
    wait_for 20 "the target is gone with its last disk" no_target
    expect_eq "what is left of disk0" "" "$(traces_of disk0)"
    administered_from_the_shell
    gateway_stop
    initiator_stop
    expect_no_match "logs" "$SECRET|$OWN_SECRET" "$(cat "$RESULTS"/*.gateway.log $GATEWAY/var/log/* 2> /dev/null; dmesg)"
}

scenario discovery-login-and-file-system
scenario nobody-takes-a-disk-from-who-is-logged-in
scenario a-connection-cut-in-mid-write-loses-nothing
scenario a-killed-gateway-is-taken-over-under-a-session
scenario logout-and-removal-leave-nothing
