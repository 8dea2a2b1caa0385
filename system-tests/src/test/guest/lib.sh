# Sourced by scenario scripts inside the guest. A script defines functions and runs each by `scenario NAME [FUNCTION]`; the host finds its output in
# $RESULTS/NAME.log and its exit status in $RESULTS/NAME.status.

CONFIGFS=/sys/kernel/config
TARGET=$CONFIGFS/target
WORK=/run/work
SCENARIO_SECONDS=${SCENARIO_SECONDS:-240}
# What is waited for comes at once on a quiet machine; a busy one is no reason to fail.
PATIENCE=3
mkdir -p "$WORK"

# A page fault costs so much here that touching the gateway's whole heap in advance would take longer than all the rest of its start.
export SLUICE_HEAP=64m SLUICE_JAVA_OPTS=-XX:-AlwaysPreTouch
# For scenarios in which gateways start often and do little: the second compiler's work is not repaid then, each byte code was verified by many another test,
# and the JDK's archive of classes is mapped where it was made for, which spares its every page being written to.
start_soon() {
    SLUICE_JAVA_OPTS="-XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote -XX:ArchiveRelocationMode=0"
}

# Nothing ever comes from here: a read from it with a time limit waits without a process of its own, which costs as much as a third of such a wait.
exec {NOTHING}<> <(:)

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

# For a scenario that goes on where another ended.
after() { # NAME
    [[ $(cat "$RESULTS/$1.status") == 0 ]] || fail "not run: it builds on $1, which has failed"
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

# Looks again and again, and rests for four times as long as a look has taken: the guest has one CPU, which is the gateway's too.
wait_for() { # SECONDS WHAT COMMAND...
    local end=$((SECONDS + $1 * PATIENCE)) what=$2 seconds=$(($1 * PATIENCE)) began rest
    shift 2
    began=${EPOCHREALTIME/./}
    until "$@" > /dev/null 2>&1; do
        ((SECONDS < end)) || fail "$what: not within $seconds s"
        rest=$(((${EPOCHREALTIME/./} - began) * 4 + 50000))
        printf -v rest %d.%06d $((rest / 1000000)) $((rest % 1000000))
        read -rt $rest -u "$NOTHING" || true
        began=${EPOCHREALTIME/./}
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

# As on a kernel that was built without any module, and back.
hide_modules() { rm "/lib/modules/$(uname -r)"; }
show_modules() { ln -sfn "/usr/lib/uml/modules/$(uname -r)" "/lib/modules/$(uname -r)"; }

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

has_disk() {
    # as long as there is none at all, without a process
    compgen -G "$TARGET/loopback/naa.*/tpgt_1/lun/lun_*/*" && [[ -b /dev/$(disk_of_backstore "$1") ]]
}
disk() {
    local name
    name=$(disk_of_backstore "$1") || fail "there is no disk of LUN $1" >&2
    echo "/dev/$name"
}

# A read through the block layer, which waits for a gateway as long as the disk does. (sg_* tools give up after 60 s, which a start can take on a busy
# machine, and the kernel then aborts what waits.)
disk_answers() { dd if="$1" of=/dev/null bs=4k count=1 iflag=direct status=none; }

# Events on a disk, by the kernel's count: writes that have ended, and commands that have not.
writes_ended() { awk '{print $5}' "/sys/block/$(basename "$1")/stat"; }
has_written() { (($(writes_ended "$1") >= $2)); } # DISK COUNT
has_in_flight() { (($(awk '{print $9}' "/sys/block/$(basename "$1")/stat") > 0)); }
# Waits until so many writes more have ended.
await_writes() { # DISK COUNT
    wait_for 60 "$2 writes more" has_written "$1" $(($(writes_ended "$1") + $2))
}

# Everything of LUN NAME that the kernel and the device directory can hold.
traces_of() { # NAME
    local uio
    find "$TARGET"/core/user_*/ /dev/sluice -mindepth 1 -maxdepth 1 -name "$1" 2> /dev/null || true
    for uio in /sys/class/uio/*/name; do [[ ! -e $uio ]] || grep "/$1\(/\|\$\)" "$uio" || true; done
    find "$TARGET/loopback" -type l -name "$1" 2> /dev/null || true
}
no_trace_of() { [[ -z $(traces_of "$1") ]]; }

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

# --- the gateway ---------------------------------------------------------------------------------------------------------------------------------

# A gateway of its own, with no LUN and no handler, in HOME.
gateway_new() { # HOME
    [[ -x $SLUICE_HOME/bin/sluice ]] || fail "no distribution in '$SLUICE_HOME'"
    mkdir -p "$(dirname "$1")"
    cp -r "$SLUICE_HOME" "$1"
    rm -rf "$1"/etc/io.sluice.lun-* "$1"/etc/io.sluice.backend.* "$1"/var/*
}

# Writes HOME/etc/PID.cfg as a whole, from key=value arguments.
config() { # HOME PID KEY=VALUE...
    local file=$1/etc/$2.cfg
    shift 2
    printf '%s\n' "$@" > "$file.new"
    mv "$file.new" "$file"
}

# A LUN and its handler: file_lun HOME NAME path=... [KEY=VALUE...] [-- LUN-KEY=VALUE...]
file_lun() { backend_lun file "$@"; }
memory_lun() { backend_lun memory "$@"; }

backend_lun() { # BACKEND HOME NAME KEY=VALUE... [-- LUN-KEY=VALUE...]
    local backend=$1 home=$2 name=$3 keys=()
    shift 3
    while [[ $# -gt 0 && $1 != -- ]]; do keys+=("$1"); shift; done
    [[ $# -gt 0 ]] && shift
    config "$home" "io.sluice.backend.$backend-$name" "${keys[@]}"
    config "$home" "io.sluice.lun-$name" handler="$name" transports=tcmu "$@"
}

gateway_start() { # HOME
    GATEWAY_LOG=$RESULTS/$SCENARIO.gateway.log
    "$1/bin/sluice" run < /dev/null >> "$GATEWAY_LOG" 2>&1 &
    GATEWAY_PID=$!
    echo $GATEWAY_PID > "$1/gateway.pid"
}

# The gateway that an earlier scenario has started there, or one that is started now: for scenarios that need none of their own.
gateway_running() { # HOME
    if [[ -e $1/gateway.pid ]] && gateway_alive "$(gateway_pid "$1")"; then
        GATEWAY_PID=$(gateway_pid "$1")
    else
        [[ -d $1 ]] || gateway_new "$1"
        gateway_start "$1"
    fi
}

# Gateways outlive the scenario that started them; a later scenario asks for its process.
gateway_pid() { cat "$1/gateway.pid"; } # HOME
gateway_alive() { kill -0 "${1:-$GATEWAY_PID}" 2> /dev/null; }
gateway_gone() { ! gateway_alive "$@"; }

gateway_stop() {
    kill -TERM "$GATEWAY_PID"
    wait_for 20 "the gateway stops" gateway_gone
}

# A shell command, asked from outside of a running gateway.
gateway_ask() { perl "$GUEST/ask.pl" "$@"; } # HOME COMMAND...

gateway_kill() {
    kill -KILL "$GATEWAY_PID"
    wait_for 10 "the gateway is dead" gateway_gone
}

# --- after a failure -----------------------------------------------------------------------------------------------------------------------------

# Takes away whatever a failed scenario left, so that the next one starts clean.
sweep() {
    local entry
    echo "--- sweeping"
    show_modules
    fsfreeze -u /mnt/store 2> /dev/null
    for entry in $(findmnt -rno TARGET | grep '^/mnt/' | tac); do umount -l "$entry"; done
    pkill -KILL fio
    # so that nothing is sent to a disk that nobody serves any more
    for entry in /sys/class/scsi_disk/*/cache_type; do echo "temporary write through" > "$entry"; done
    for entry in /sys/block/sd*/device/state; do echo offline > "$entry"; done
    pkill -KILL java
    sweep_iscsi
    find "$TARGET"/loopback -type l -delete 2> /dev/null
    for entry in "$TARGET"/loopback/naa.*/tpgt_1/lun/lun_* "$TARGET"/loopback/naa.*/tpgt_1 "$TARGET"/loopback/naa.* "$TARGET"/core/*_*/*; do
        [[ -d $entry ]] && rmdir "$entry"
    done
    rm -rf "${WORK:?}"/* /dev/sluice
}

# The kernel's iSCSI targets, and its initiator's sessions with whatever target.
sweep_iscsi() {
    local group entry
    for entry in /sys/class/iscsi_connection/connection*; do [[ ! -e $entry ]] || timeout 20 iscsiadm -m node --logoutall=all; break; done
    pkill -KILL iscsid
    for group in "$TARGET"/iscsi/iqn.*/tpgt_1; do
        [[ -d $group ]] || continue
        echo 0 > "$group/enable"
        find "$group/acls" -mindepth 3 -maxdepth 3 -type l -delete
        find "$group/lun" -mindepth 2 -maxdepth 2 -type l -delete
        for entry in "$group"/acls/*/lun_* "$group"/acls/* "$group"/lun/* "$group"/np/* "$group" "${group%/*}"; do
            [[ -d $entry ]] && rmdir "$entry"
        done
    done
}
