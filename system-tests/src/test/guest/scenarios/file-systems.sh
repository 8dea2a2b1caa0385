# File systems live on a disk of the gateway, and their data is in the image.
source "$GUEST/lib.sh"
start_soon

GATEWAY=$WORK/gateway
TREE=/usr/share/perl/$(ls /usr/share/perl | grep -m1 '^[0-9.]*$')

checksums() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 md5sum); }

fill() { # NAME MOUNT-POINT
    cp -r "$TREE" "$2/tree"
    dd if=/dev/urandom of="$2/random" bs=1M count=24 status=none
    ln "$2/random" "$2/linked"
    mkdir "$2/empty"
    checksums "$2" > $WORK/$1.sums
}

make_and_fill() { # FILE-SYSTEM MKFS...
    local kind=$1
    shift
    mark_kernel_log
    "$@" "$(disk $kind)"
    mkdir -p /mnt/$kind
    mount "$(disk $kind)" /mnt/$kind
    fill $kind /mnt/$kind
    umount /mnt/$kind
    expect_no_io_error
}

gateway_serves() {
    load_tcmu
    gateway_new $GATEWAY
    file_lun $GATEWAY ext4 path=$WORK/ext4.img size=128M create=true
    file_lun $GATEWAY xfs path=$WORK/xfs.img size=384M create=true blockSize=4096
    gateway_start $GATEWAY
    wait_for 60 "disk ext4" has_disk ext4
    wait_for 60 "disk xfs" has_disk xfs
}

ext4_is_made_and_filled() {
    after gateway-serves
    make_and_fill ext4 mkfs.ext4 -q
    e2fsck -fn "$(disk ext4)"
}

xfs_is_made_and_filled() {
    after gateway-serves
    make_and_fill xfs mkfs.xfs -q
    xfs_repair -n "$(disk xfs)"
}

gateway_stops() {
    after gateway-serves
    GATEWAY_PID=$(gateway_pid $GATEWAY)
    gateway_stop
}

image_mounts_by_loop() { # FILE-SYSTEM
    after gateway-stops
    after $1-is-made-and-filled
    local loop
    modprobe loop
    loop=$(losetup --find --show --sector-size "${2:-512}" $WORK/$1.img)
    mkdir -p /mnt/loop-$1
    mount -o ro "$loop" /mnt/loop-$1
    expect_eq "checksums" "" "$(checksums /mnt/loop-$1 | diff - $WORK/$1.sums)"
    umount /mnt/loop-$1
    losetup -d "$loop"
}
ext4_image_mounts_by_loop() { image_mounts_by_loop ext4; }
xfs_image_mounts_by_loop() { image_mounts_by_loop xfs 4096; }

gateway_starts_anew() {
    after gateway-stops
    gateway_start $GATEWAY
    wait_for 60 "disk ext4 answers" disk_answers "$(disk ext4)"
    wait_for 60 "disk xfs answers" disk_answers "$(disk xfs)"
}

reads_back() { # FILE-SYSTEM
    mark_kernel_log
    blockdev --flushbufs "$(disk $1)"
    mkdir -p /mnt/$1
    mount "$(disk $1)" /mnt/$1
    expect_eq "checksums" "" "$(checksums /mnt/$1 | diff - $WORK/$1.sums)"
    echo "and it can be written" > /mnt/$1/after
    umount /mnt/$1
    expect_no_io_error
}

ext4_reads_back() {
    after gateway-starts-anew
    reads_back ext4
    e2fsck -fn "$(disk ext4)"
}

xfs_reads_back() {
    after gateway-starts-anew
    reads_back xfs
    xfs_repair -n "$(disk xfs)"
}

a_mounted_disk_is_not_removed() {
    after ext4-reads-back
    mount "$(disk ext4)" /mnt/ext4
    expect_failure "lun:remove of a mounted disk" gateway_ask $GATEWAY lun:remove ext4
    checksums /mnt/ext4 > /dev/null
    umount /mnt/ext4
    gateway_ask $GATEWAY lun:remove ext4
    wait_for 10 "lun:remove takes the disk away" no_trace_of ext4
}

scenario gateway-serves
scenario ext4-is-made-and-filled
scenario xfs-is-made-and-filled
scenario gateway-stops
scenario ext4-image-mounts-by-loop
scenario xfs-image-mounts-by-loop
scenario gateway-starts-anew
scenario ext4-reads-back
scenario xfs-reads-back
scenario a-mounted-disk-is-not-removed
