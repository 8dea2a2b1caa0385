#!/bin/bash
# compressed.sh: images compressed by xz and gzip, read through the built distribution (iSCSI) and through nbdkit's xz and gzip filters
# (NBD), one after the other, on this machine, not pinned. Client on both sides: qemu-img bench, so QEMU's initiator there and QEMU's NBD
# client here. Needs qemu-utils, qemu-block-extra, nbdkit, xz-utils, gzip and a distribution (mvn -pl launcher -am package -DskipTests).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sluice=$(ls -d "$here"/../../launcher/target/sluice-*/bin/sluice)
work=$(mktemp -d "${TMPDIR:-/dev/shm}/sluice-compressed.XXXXXX")
port=$((20000 + RANDOM % 20000))
# more than the eight blocks that nbdkit's xz filter keeps
mib=${MIB:-256}
export SLUICE_BASE=$work/gateway
cleanup() {
  [ -z "${gateway:-}" ] || kill "$gateway" 2>/dev/null || true
  [ -z "${nbd:-}" ] || kill "$nbd" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# Programs and libraries.
{ tar cf - --sort=name /usr/bin /usr/lib/*-linux-gnu 2>/dev/null || true; } | head -c "${mib}M" > "$work/raw"
gzip -c "$work/raw" > "$work/gzip"
xz -1 -T0 --block-size=1MiB -c "$work/raw" > "$work/xz-1MiB"
xz -1 -T0 --block-size=16MiB -c "$work/raw" > "$work/xz-16MiB"
kinds='gzip xz-1MiB xz-16MiB'
mkdir -p "$SLUICE_BASE/etc"
for kind in $kinds; do
  printf 'format = %s\nimage = %s\n' "${kind%-*}" "$work/$kind" > "$SLUICE_BASE/etc/io.sluice.backend.image-$kind.cfg"
  printf 'handler = %s\ntransports = iscsi\n' $kind > "$SLUICE_BASE/etc/io.sluice.lun-$kind.cfg"
  printf 'iqn = iqn.2026-11.io.sluice.bench:%s\nportals = 127.0.0.1:%s\nluns = %s:0\n' $kind $port $kind > "$SLUICE_BASE/etc/io.sluice.iscsi-$kind.cfg"
done
"$sluice" run > "$work/gateway.log" 2>&1 < /dev/null &
gateway=$!

# count and size of reads, depth, distance from one to the next
tests="sequential-256k-QD8:$((mib * 4)):262144:8:262144 scattered-4k-QD1:100:4096:1:17833984 scattered-64k-QD1:100:65536:1:18874368 scattered-4k-QD8:100:4096:8:17833984 scattered-64k-QD8:100:65536:8:18874368"
bench() { # NAME URL
  local test name count size depth step seconds
  for test in $tests; do
    IFS=: read -r name count size depth step <<< "$test"
    seconds=$(timeout 100 qemu-img bench -f raw -n -t none -c "$count" -s "$size" -d "$depth" -S "$step" "$2" | sed -n 's/.*completed in \([0-9.]*\) seconds.*/\1/p')
    awk -v n="$1" -v t="$name" -v c="$count" -v s="$size" -v x="$seconds" \
      'BEGIN { if (x == "") printf "%-22s %-20s longer than 100 s\n", n, t; else printf "%-22s %-20s %9.0f reads/s %8.1f MB/s\n", n, t, c / x, c * s / x / 1e6 }'
  done
}

echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $mib MiB, $(qemu-img --version | head -1), $(nbdkit --version)"
for kind in $kinds; do
  url=iscsi://127.0.0.1:$port/iqn.2026-11.io.sluice.bench:$kind/0
  for _ in $(seq 60); do qemu-img info -f raw "$url" > /dev/null 2>&1 && break || sleep 1; done
  bench "sluice $kind" "$url"
  nbdkit -f -r -U "$work/nbd.$kind" --filter="${kind%-*}" file "$work/$kind" &
  nbd=$!
  sleep 1
  bench "nbdkit $kind" "nbd+unix:///?socket=$work/nbd.$kind"
  kill $nbd; wait $nbd || true; nbd=
done
