# Linux's own iSCSI initiator (open-iscsi), in the guest. Sourced by scenario scripts after lib.sh. Its daemon outlives the scenario that started it.

# Starts it under an initiator name; what an earlier initiator knew of targets is forgotten.
initiator_start() { # [INITIATOR-NAME]
    modprobe iscsi_tcp
    mkdir -p /run/lock /etc/iscsi
    rm -rf /etc/iscsi/{nodes,send_targets,ifaces}
    echo "InitiatorName=${1:-iqn.2026-01.io.sluice:guest}" > /etc/iscsi/initiatorname.iscsi
    # A lost connection is noticed within some seconds, and what waits for it is not given up within the time that any scenario takes.
    cat > /etc/iscsi/iscsid.conf << 'END'
node.startup = manual
node.session.timeo.replacement_timeout = 600
node.conn[0].timeo.login_timeout = 30
node.conn[0].timeo.logout_timeout = 30
node.conn[0].timeo.noop_out_interval = 2
node.conn[0].timeo.noop_out_timeout = 5
node.session.initial_login_retry_max = 2
node.session.cmds_max = 128
node.session.queue_depth = 32
END
    # when it ends, it ends its whole process group
    setsid iscsid -f -d 1 >> "$RESULTS/iscsid.log" 2>&1 &
    echo $! > /run/iscsid.pid
    wait_for 20 "the initiator answers" initiator_answers
}

initiator_answers() { grep -q ISCSIADM_ABSTRACT_NAMESPACE /proc/net/unix; }

initiator_stop() {
    kill "$(cat /run/iscsid.pid)"
    wait_for 20 "the initiator has ended" eval '! kill -0 "$(cat /run/iscsid.pid)"'
}

# Asks a portal for its targets; prints a line "ADDRESS:PORT,TPGT IQN" for each, and remembers them.
initiator_discover() { # [PORTAL]
    iscsiadm -m discovery -t sendtargets -p "${1:-127.0.0.1:3260}"
}

# Sets what the next login to a target is to use, as node.session.queue_depth.
initiator_set() { # IQN KEY VALUE
    iscsiadm -m node -T "$1" -o update -n "$2" -v "$3"
}

# CHAP from the next login on; mutual when the target's own name and secret are given.
initiator_chap() { # IQN USER SECRET [TARGET-USER TARGET-SECRET]
    initiator_set "$1" node.session.auth.authmethod CHAP
    initiator_set "$1" node.session.auth.username "$2"
    initiator_set "$1" node.session.auth.password "$3"
    initiator_set "$1" node.session.auth.username_in "${4:-}"
    initiator_set "$1" node.session.auth.password_in "${5:-}"
}

initiator_login() { iscsiadm -m node -T "$1" --login; }   # IQN
initiator_logout() { iscsiadm -m node -T "$1" --logout; } # IQN

# The folder in sysfs of the session with a target; fails when there is none.
session_of() { # IQN
    local name
    for name in /sys/class/iscsi_session/session*/targetname; do
        [[ -e $name && $(cat "$name") == "$1" ]] || continue
        dirname "$name"
        return
    done
    return 1
}

# LOGGED_IN, FAILED (the connection is lost, and tried again) or FREE (given up).
session_state() { cat "$(session_of "$1")/state"; }                 # IQN
session_is() { [[ $(session_state "$1" 2> /dev/null) == "$2" ]]; } # IQN STATE

# The disk of a LUN, as /dev/sda; fails when there is none (yet).
session_disk() { # IQN [LUN]
    local session block
    session=$(session_of "$1") || return
    for block in "$session"/device/target*/*:*:*:"${2:-0}"/block/sd*; do
        [[ -e $block && -b /dev/${block##*/} ]] || continue
        echo "/dev/${block##*/}"
        return
    done
    return 1
}

# As when a cable is pulled: what is sent is lost, and nobody is told.
network_cut() { ip link set lo down; }
network_mend() { ip link set lo up; }
