#!/bin/bash
# PID 1 of the guest kernel. Its root is the host's file system through hostfs, read-only. A writable tmpfs is laid over it, so that every path can
# be written and nothing reaches the host but what is put into $RESULTS. Then the scenario script named in $RESULTS/guest.env runs, and the
# guest powers off. $SLUICE_RESULTS, a folder of the host, comes from the kernel's command line.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
KERNEL=$(uname -r)

if [[ $1 != second-stage ]]; then
    mount -t proc proc /proc
    mount -t tmpfs boot /run
    mkdir -p /run/boot/lib/modules /run/layers /run/root
    ln -s "/usr/lib/uml/modules/$KERNEL" "/run/boot/lib/modules/$KERNEL"
    modprobe -d /run/boot overlay
    mount -t tmpfs layers /run/layers
    mkdir /run/layers/{upper,work}
    mount -t overlay root -o lowerdir=/,upperdir=/run/layers/upper,workdir=/run/layers/work /run/root
    cd /run/root && mkdir -p .host && pivot_root . .host || exec echo "cannot change the guest's root"
    exec chroot . /bin/bash "$0" second-stage
fi

mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/shm /dev/pts /run /lib/modules /etc/target
mount -t devpts pts /dev/pts
ln -s /proc/self/fd /dev/fd
mount -t tmpfs shm /dev/shm
mount -t tmpfs run /run
umount -l /.host && rmdir /.host
# the kernel and the gateway find modules by themselves from here on
ln -s "/usr/lib/uml/modules/$KERNEL" "/lib/modules/$KERNEL"
ip link set lo up
echo sluice-guest > /proc/sys/kernel/hostname
# boot messages are on the console already; from here on, the log is the scenarios'
dmesg -C
dmesg -n 7

export RESULTS=/run/results
mkdir -p "$RESULTS"
mount -t hostfs results "$RESULTS" -o "$SLUICE_RESULTS"
source "$RESULTS/guest.env"

bash "$SCENARIO_SCRIPT"
status=$?
echo "scenario script ended with status $status"
echo "$status" > "$RESULTS/exit-status"
sync "$RESULTS/exit-status"
# no package is needed for this one, and a stuck disk cannot hold it up
echo o > /proc/sysrq-trigger
sleep 10
