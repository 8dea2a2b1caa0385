#!/bin/bash
# Measures iSCSI targets side by side on this machine, over loopback: each server in turn on one CPU, the initiator on another.
#
#     system-tests/benchmark/iscsi.sh [SERVER...]        servers: tgt sluice
#
# Needs: tgt libiscsi-bin qemu-utils qemu-block-extra, and root (tgtd wants it). Build the distribution first. RUNS and SECONDS_PER_RUN shorten it;
# SERVER_CPU and CLIENT_CPU choose the CPUs, the same one too; FOLDER is where the image lies (/dev/shm). Results go to
# system-tests/target/benchmark-iscsi: one line per run in runs.tsv, the medians in table.md.
set -e
here=$(cd "$(dirname "$0")" && pwd)
module=$(dirname "$here")
results=$module/target/benchmark-iscsi
runs=${RUNS:-3}
seconds=${SECONDS_PER_RUN:-5}
port=${PORT:-34260}
on_server=(taskset -c "${SERVER_CPU:-0}")
on_client=(taskset -c "${CLIENT_CPU:-1}")
homes=("$module"/../launcher/target/sluice-*/bin/sluice)
iqn=iqn.2026-11.io.sluice.bench:disk
mib=256
server=

rm -rf "$results" && mkdir -p "$results"
folder=$(mktemp -d "${FOLDER:-/dev/shm}/sluice-benchmark-XXXXXX")
trap '[[ -z $server ]] || kill -KILL $server; rm -rf "$folder"' EXIT

random_read() { # DEPTH: IOPS
    timeout $((seconds + 60)) "${on_client[@]}" iscsi-perf -r -b 8 -m "$1" -t "$seconds" "$url" | tr '\r' '\n' | sed -n 's/^iops average \([0-9]*\).*/\1/p'
}

sequential() { # OPTIONS...: MB/s of 256 KiB requests, four at once
    local count=$((seconds * 4000)) took
    took=$(timeout $((seconds * 20 + 60)) "${on_client[@]}" qemu-img bench -f raw -t none -c $count -d 4 -s 262144 "$@" "$url" | sed -n 's/^Run completed in \([0-9.]*\) .*/\1/p')
    awk -v bytes=$((count * 262144)) -v took="$took" 'BEGIN { printf "%d", bytes / took / 1e6 }'
}

measure() { # SERVER WORKLOAD UNIT COMMAND...
    local name=$1 workload=$2 unit=$3 run
    shift 3
    for ((run = 1; run <= runs; run++)); do
        printf '%s\t%s\t%s\t%s\n' "$name" "$workload" "$("$@")" "$unit" | tee -a "$results/runs.tsv"
    done
}

measure_all() { # SERVER
    random_read 32 > "$results/warm-up" # nobody is measured cold
    sequential >> "$results/warm-up"
    sequential -w >> "$results/warm-up"
    measure "$1" "random read 4k QD1" IOPS random_read 1
    measure "$1" "random read 4k QD32" IOPS random_read 32
    measure "$1" "read 256k QD4" MB/s sequential
    measure "$1" "write 256k QD4" MB/s sequential -w
}

await_lun() {
    local i
    for ((i = 0; i < 300; i++)); do
        iscsi-readcapacity16 "$url" > /dev/null 2>&1 && return
        sleep 0.1
    done
    echo "no LUN at $url" >&2
    return 1
}

stop_server() { # SIGNAL: tgtd does not heed TERM
    kill -"$1" $server
    { wait $server || true; } 2> /dev/null
    server=
    rm -rf "${folder:?}"/*
}

tgt() {
    dd if=/dev/zero of="$folder/image" bs=1M count=$mib status=none
    "${on_server[@]}" tgtd -f -C 3 --iscsi "portal=127.0.0.1:$port" > "$results/tgtd.log" 2>&1 &
    server=$!
    until tgtadm -C 3 --lld iscsi --op new --mode target --tid 1 -T $iqn 2> /dev/null; do sleep 0.1; done
    tgtadm -C 3 --lld iscsi --op new --mode logicalunit --tid 1 --lun 1 -b "$folder/image"
    tgtadm -C 3 --lld iscsi --op bind --mode target --tid 1 -I ALL
    url=iscsi://127.0.0.1:$port/$iqn/1
    await_lun
    measure_all tgt
    stop_server KILL
}

sluice() {
    mkdir -p "$folder/etc"
    dd if=/dev/zero of="$folder/image" bs=1M count=$mib status=none
    echo "path = $folder/image" > "$folder/etc/io.sluice.backend.file-bench.cfg"
    printf 'handler = bench\ntransports = iscsi\n' > "$folder/etc/io.sluice.lun-bench.cfg"
    printf 'iqn = %s\nportals = 127.0.0.1:%s\nluns = bench:1\n' $iqn "$port" > "$folder/etc/io.sluice.iscsi-bench.cfg"
    SLUICE_BASE=$folder "${on_server[@]}" "${homes[0]}" run < /dev/null > "$results/sluice.log" 2>&1 &
    server=$!
    url=iscsi://127.0.0.1:$port/$iqn/1
    await_lun
    measure_all Sluice
    stop_server TERM
}

{
    nproc | sed 's/$/ CPUs/'
    uname -r
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | head -n 1
    uptime
    echo "server on CPU ${SERVER_CPU:-0}, initiator on CPU ${CLIENT_CPU:-1}"
} | tee "$results/machine"
for name in ${*:-tgt sluice}; do "$name"; done
awk -f "$here/medians.awk" "$results/runs.tsv" | tee "$results/table.md"
