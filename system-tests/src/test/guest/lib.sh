# Sourced by scenario scripts inside the guest. A script defines functions and runs each by `scenario NAME [FUNCTION]`; the host finds its output in
# $RESULTS/NAME.log and its exit status in $RESULTS/NAME.status.

CONFIGFS=/sys/kernel/config
TARGET=$CONFIGFS/target
WORK=/run/work
SCENARIO_SECONDS=${SCENARIO_SECONDS:-100}
mkdir -p "$WORK"

# --- running scenarios ---------------------------------------------------------------------------------------------------------------------------

scenario() {
    local name=$1 function=${2:-${1//-/_}} log=$RESULTS/$1.log begin=$SECONDS status watchdog
    echo "--- $name" | tee /dev/kmsg
    : > "$log"
    (
        set -eE
        trap 'echo "failed at: $BASH_COMMAND (line $LINENO)" >&2; show_calls >&2' ERR
        SCENARIO=$name
        "$function"
    ) >> "$log" 2>&1 &
    local pid=$!
    ( sleep "$SCENARIO_SECONDS" && give_up "$name" "$pid" "$log" ) & watchdog=$!
    wait $pid; status=$?
    kill_tree TERM $watchdog
    if [[ $status != 0 ]]; then
        { echo "--- kernel log"; dmesg | tail -n 60; echo "--- disks"; cat /proc/partitions; } >> "$log" 2>&1
        sweep >> "$log" 2>&1
    fi
    echo $status > "$RESULTS/$name.status"
    sync "$log" "$RESULTS/$name.status"
    echo "--- $name: status $status after $((SECONDS - begin)) s"
}

show_calls() {
    local depth=1
    while caller $depth; do depth=$((depth + 1)); done
}

# A scenario that takes too long: say where everything hangs, then end it; if it can't be ended, end the guest.
give_up() {
    local name=$1 pid=$2 log=$3
    {
        echo "took longer than $SCENARIO_SECONDS s"
        echo w > /proc/sysrq-trigger
        ps axo pid,ppid,stat,wchan:25,args | grep -v ']$'
        [[ -n $(pgrep java) ]] && kill -QUIT $(pgrep java) && sleep 2
        dmesg | tail -n 200
    } >> "$log" 2>&1
    kill_tree KILL "$pid"
    sleep 5
    [[ -d /proc/$pid ]] || return
    echo 124 > "$RESULTS/$name.status"
    sync "$log" "$RESULTS/$name.status"
    echo "--- $name: cannot be killed, the guest ends here"
    echo o > /proc/sysrq-trigger
}

kill_tree() {
    local child
    for child in $(pgrep -P "$2"); do kill_tree "$1" "$child"; done
    kill -"$1" "$2" 2> /dev/null || true
}

# --- checks --------------------------------------------------------------------------------------------------------------------------------------

fail() {
    echo "FAILED: $*"
    show_calls
    exit 1
}

expect_eq() { # WHAT EXPECTED ACTUAL
    [[ $2 == "$3" ]] || fail "$1: expected '$2', got '$3'"
    echo "ok: $1 is '$2'"
}

expect_match() { # WHAT REGEX TEXT
    [[ $3 =~ $2 ]] || fail "$1: expected a match of '$2' in: $3"
    echo "ok: $1 matches '$2'"
}

expect_no_match() { # WHAT REGEX TEXT
    [[ ! $3 =~ $2 ]] || fail "$1: expected no match of '$2' in: $3"
    echo "ok: $1 does not match '$2'"
}

expect_failure() { # WHAT COMMAND...
    local what=$1
    shift
    if "$@"; then fail "$what: expected '$*' to fail"; fi
    echo "ok: $what fails"
}

wait_for() { # SECONDS WHAT COMMAND...
    local end=$((SECONDS + $1)) what=$2 seconds=$1
    shift 2
    until "$@" > /dev/null 2>&1; do
        ((SECONDS < end)) || fail "$what: not within $seconds s"
        sleep 0.1
    done
    echo "ok: $what"
}

# Fails when the kernel has logged an I/O error, a SCSI sense or a hung command since `mark_kernel_log`.
mark_kernel_log() { echo "sluice-mark $SCENARIO" > /dev/kmsg; }
kernel_log_since_mark() { dmesg | sed -n "/sluice-mark $SCENARIO/,\$p"; }
expect_no_io_error() {
    expect_no_match "kernel log" 'I/O error|Buffer I/O|Sense Key|ABORT_TASK|rejecting I/O|Oops|BUG:' "$(kernel_log_since_mark)"
}

# --- the kernel's side ---------------------------------------------------------------------------------------------------------------------------

load_tcmu() {
    local module
    for module in configfs target_core_mod target_core_user tcm_loop sd_mod sg; do modprobe $module || return; done
    mountpoint -q $CONFIGFS || mount -t configfs none $CONFIGFS
}

# The loopback target with a WWN of its own, as /dev/sdX: prints the disk's name (sda), or fails when there is none (yet).
disk_of_wwn() { # WWN [LUN]
    local address
    address=$(cat "$TARGET/loopback/$1/tpgt_1/address" 2> /dev/null) || return
    basename "$(echo /sys/class/scsi_device/"$address":"${2:-0}"/device/block/sd*)" | grep -v '\*'
}

# The disk whose kernel backstore is core/HBA/NAME, through whichever loopback LUN links to it.
disk_of_backstore() { # NAME
    local link lun wwn
    for link in "$TARGET"/loopback/naa.*/tpgt_1/lun/lun_*/*; do
        [[ -L $link && $(basename "$(readlink "$link")") == "$1" ]] || continue
        lun=$(basename "$(dirname "$link")")
        wwn=${link#"$TARGET"/loopback/}
        disk_of_wwn "${wwn%%/*}" "${lun#lun_}"
        return
    done
    return 1
}

has_disk() { [[ -b /dev/$(disk_of_backstore "$1") ]]; }
disk() { echo "/dev/$(disk_of_backstore "$1")"; }

loopback_link() { # WWN BACKSTORE-FOLDER
    local tpg=$TARGET/loopback/$1/tpgt_1
    mkdir -p "$tpg/lun/lun_0"
    echo "${1%?}f" > "$tpg/nexus"
    ln -s "$2" "$tpg/lun/lun_0/$(basename "$2")"
}

loopback_unlink() { # WWN
    local tpg=$TARGET/loopback/$1/tpgt_1
    find "$tpg/lun/lun_0" -maxdepth 1 -type l -delete
    rmdir "$tpg/lun/lun_0" "$tpg" "$TARGET/loopback/$1"
}

# A disk served by the kernel itself (LIO fileio).
kernel_disk() { # NAME FILE SIZE-IN-BYTES WWN
    local backstore=$TARGET/core/fileio_0/$1
    mkdir -p "$backstore"
    echo -n "fd_dev_name=$2,fd_dev_size=$3" > "$backstore/control"
    echo 1 > "$backstore/enable"
    loopback_link "$4" "$backstore"
    wait_for 10 "the kernel's own disk $1" has_disk "$1"
}

# --- after a failure -----------------------------------------------------------------------------------------------------------------------------

# Takes away whatever a failed scenario left, so that the next one starts clean.
sweep() {
    local entry
    echo "--- sweeping"
    for entry in $(findmnt -rno TARGET | grep '^/mnt/' | tac); do umount -l "$entry"; done
    pkill -KILL fio
    pkill -KILL java
    find "$TARGET"/loopback -type l -delete 2> /dev/null
    for entry in "$TARGET"/loopback/naa.*/tpgt_1/lun/lun_* "$TARGET"/loopback/naa.*/tpgt_1 "$TARGET"/loopback/naa.* "$TARGET"/core/*_*/*; do
        [[ -d $entry ]] && rmdir "$entry"
    done
    rm -rf "${WORK:?}"/*
}
