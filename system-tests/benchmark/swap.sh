#!/bin/bash
# Measures natively how long commands are held by swaps, and how long a gateway that was killed is away, under 4k random writes at queue depth 16 (fio's NBD
# client, qemu-nbd, iSCSI, a file on tmpfs):
#
#     system-tests/benchmark/swap.sh
#
# Needs fio, qemu-utils and qemu-block-extra. Build the distribution first. The gateway runs on CPU 0, fio and qemu-nbd on CPU 1. Results go to
# system-tests/target/benchmark-swap: the histories, and table.md.
set -e
here=$(cd "$(dirname "$0")" && pwd)
module=$(dirname "$here")
results=$module/target/benchmark-swap
work=$(mktemp -d /dev/shm/sluice-swap.XXXXXX)
homes=("$module"/../launcher/target/sluice-*/bin/sluice)
port=${PORT:-33990}
trap 'kill $(jobs -p) 2> /dev/null; wait; rm -rf "$work"' EXIT

rm -rf "$results" && mkdir -p "$results"
cp -r "$(dirname "$(dirname "$(readlink -f "${homes[0]}")")")" "$work/home"
mv "$work"/home/system/*-backends/file-backend-*.jar "$work/file-backend.jar"
rm -rf "$work"/home/etc/*.cfg "$work"/home/var
mkdir -p "$work/base/etc" "$work/base/bundles"
export SLUICE_BASE=$work/base
cp "$work/file-backend.jar" "$SLUICE_BASE/bundles/file-backend.jar"
for which in a b; do
    printf 'path = %s\nsize = 256M\ncreate = true\n' "$work/image" > "$SLUICE_BASE/etc/io.sluice.backend.file-$which.cfg"
done
echo "on = file:$work/image" > "$SLUICE_BASE/etc/io.sluice.backend.fault-f.cfg"
printf 'handler = a\ntransports = iscsi\n' > "$SLUICE_BASE/etc/io.sluice.lun-bench.cfg"
printf 'iqn = iqn.2026-11.io.sluice.test:bench\nportals = 127.0.0.1:%s\nluns = bench:0\n' "$port" > "$SLUICE_BASE/etc/io.sluice.iscsi-bench.cfg"

sluice() { "$work/home/bin/sluice" "$@" < /dev/null; }

until_it() { # WHAT COMMAND...
    local what=$1 i
    shift
    for ((i = 0; i < 600; i++)); do
        if "$@" > /dev/null 2>&1; then return; fi
        sleep 0.1
    done
    echo "never: $what" >&2
    exit 1
}
serves() { sluice lun:list | grep -q 'bench *SERVING'; }
# What is new in the history since the last call goes into a file of that name.
seen=$work/seen
: > "$seen"
new_swaps() { # NAME
    sluice lun:history bench --json | tr -d '\n' | tr '{' '\n' | grep '"when"' > "$work/now"
    grep -vxFf "$seen" "$work/now" > "$results/$1" || true
    cp "$work/now" "$seen"
}

gateway() { taskset -c 0 "$work/home/bin/sluice" run < /dev/null >> "$results/gateway.log" 2>&1 & }
gateway
until_it "LUN bench serves" serves
taskset -c 1 qemu-nbd -f raw --cache=none -t -k "$work/nbd" "iscsi://127.0.0.1:$port/iqn.2026-11.io.sluice.test:bench/0" > "$results/qemu-nbd.log" 2>&1 &
until_it "qemu-nbd listens" test -S "$work/nbd"
fio() { command taskset -c 1 fio --name=x --ioengine=nbd --uri="nbd+unix:///?socket=$work/nbd" --rw=randwrite --bs=4k --iodepth=16 --size=256M "$@"; }
fio --loops=1 > /dev/null
fio --time_based --runtime=600 > "$results/fio.txt" 2>&1 &
load=$!
sleep 3
new_swaps before

# one shell command each: the shell's own start is none of the swap's time
for ((i = 0; i < 45; i++)); do echo "lun:bind bench b; lun:bind bench a"; done | tr '\n' ';' > "$work/binds"
sluice "$(cat "$work/binds")" > /dev/null
new_swaps "another handler of its kind"
for ((i = 0; i < 20; i++)); do
    printf 'path = %s\nsize = 256M\ncreate = true\ndiscard = %s\n' "$work/image" "$([[ $((i % 2)) == 0 ]] && echo off || echo auto)" > "$work/changed"
    mv "$work/changed" "$SLUICE_BASE/etc/io.sluice.backend.file-a.cfg"
    sleep 1.2
done
new_swaps "changed configuration"
for ((i = 1; i <= 20; i++)); do
    cp "$work/file-backend.jar" "$work/newer.jar"
    echo "Bundle-Version: 1.0.$i" > "$work/manifest"
    jar --update --manifest="$work/manifest" --file="$work/newer.jar" 2> /dev/null
    mv "$work/newer.jar" "$SLUICE_BASE/bundles/file-backend.jar"
    until_it "version 1.0.$i is deployed" grep -q "1.0.$i" "$SLUICE_BASE/bundles/file-backend.jar.deployed"
done
new_swaps "bundle update"
for ((i = 0; i < 45; i++)); do echo "lun:bind bench f; lun:bind bench a"; done | tr '\n' ';' > "$work/binds"
sluice "$(cat "$work/binds")" > /dev/null
new_swaps "another kind of backend"
# from kill -9 until an initiator that asks all the time has read a block; $load goes on throughout
reads() { taskset -c 1 qemu-io -r -f raw -c "read 0 4k" "iscsi://127.0.0.1:$port/iqn.2026-11.io.sluice.test:bench/0"; }
for ((i = 0; i < 10; i++)); do
    killed=$(date +%s%N)
    pkill -KILL -f "$work/home"
    gateway
    until_it "the gateway that was killed answers again" reads
    echo $((($(date +%s%N) - killed) / 1000000)) >> "$results/restarts"
    until_it "LUN bench serves" serves
    sleep 2
done
kill -0 $load || { cat "$results/fio.txt"; exit 1; }

# VALUES-FILE -> median, p99, longest
quantiles() { sort -n | awk '{ v[NR] = $1 } END { printf "%.1f | %.1f | %.1f", v[int((NR + 1) / 2)], v[int(NR * 0.99 + 0.999999)], v[NR] }'; }
field() { sed "s/.*\"$1\": *\([0-9.]*\).*/\1/"; } # NAME

{
    echo "| swap | done | not done | gate closed ms: median | p99 | longest | swaps that held commands | longest held ms: median | p99 | longest |"
    echo "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for kind in "changed configuration" "another handler of its kind" "bundle update" "another kind of backend"; do
        grep '"result": *"SWAPPED"' "$results/$kind" > "$work/done"
        grep -v '"held": *0,' "$work/done" > "$work/holding" || true
        echo "| $kind | $(wc -l < "$work/done") | $(grep -cv '"result": *"SWAPPED"' "$results/$kind" || true) | $(field closedMillis < "$work/done" | quantiles)" \
            "| $(wc -l < "$work/holding") | $(field longestHoldMillis < "$work/holding" | quantiles) |"
    done
    echo
    echo "kill -9 to the first read, ms: median | p99 | longest of $(wc -l < "$results/restarts"): $(quantiles < "$results/restarts")"
} | tee "$results/table.md"
