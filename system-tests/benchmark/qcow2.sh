#!/bin/bash
# qcow2.sh: compressed qcow2 images read through the built distribution (iSCSI) and through qemu-nbd, one after the other, on this
# machine, not pinned; then the memory that each has taken once an empty image of 100 GiB was written to and read all over. Client on both
# sides: qemu-img bench, so QEMU's initiator there and QEMU's NBD client here. Needs qemu-utils, qemu-block-extra and a distribution
# (mvn -pl launcher -am package -DskipTests).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sluice=$(ls -d "$here"/../../launcher/target/sluice-*/bin/sluice)
work=$(mktemp -d "${TMPDIR:-/dev/shm}/sluice-qcow2.XXXXXX")
port=$((20000 + RANDOM % 20000))
export SLUICE_BASE=$work/gateway
cleanup() {
  [ -z "${gateway:-}" ] || kill "$gateway" 2>/dev/null || true
  [ -z "${nbd:-}" ] || kill "$nbd" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# 256 MiB of programs and libraries
{ tar cf - --sort=name /usr/bin /usr/lib/*-linux-gnu 2>/dev/null || true; } | head -c 256M > "$work/raw"
mkdir -p "$SLUICE_BASE/etc"
for type in zlib zstd; do
  qemu-img convert -c -f raw -O qcow2 -o compression_type=$type "$work/raw" "$work/$type.qcow2"
  printf 'format = qcow2\nreadOnly = true\nimage = %s\n' "$work/$type.qcow2" > "$SLUICE_BASE/etc/io.sluice.backend.image-$type.cfg"
  printf 'handler = %s\ntransports = iscsi\n' $type > "$SLUICE_BASE/etc/io.sluice.lun-$type.cfg"
  printf 'iqn = iqn.2026-11.io.sluice.bench:%s\nportals = 127.0.0.1:%s\nluns = %s:0\n' $type $port $type > "$SLUICE_BASE/etc/io.sluice.iscsi-$type.cfg"
done
"$sluice" run > "$work/gateway.log" 2>&1 < /dev/null &
gateway=$!

# count and size of reads, depth, distance from one to the next
tests='sequential-256k-QD8:4096:262144:8:262144 scattered-4k-QD1:4000:4096:1:1118208 scattered-64k-QD1:2000:65536:1:1179648 scattered-4k-QD8:8000:4096:8:1118208 scattered-64k-QD8:4000:65536:8:1179648'
bench() { # NAME URL
  local test name count size depth step seconds
  for test in $tests; do
    IFS=: read -r name count size depth step <<< "$test"
    seconds=$(qemu-img bench -f raw -n -t none -c "$count" -s "$size" -d "$depth" -S "$step" "$2" | sed -n 's/.*completed in \([0-9.]*\) seconds.*/\1/p')
    awk -v n="$1" -v t="$name" -v c="$count" -v s="$size" -v x="$seconds" \
      'BEGIN { printf "%-22s %-20s %9.0f reads/s %8.1f MB/s\n", n, t, c / x, c * s / x / 1e6 }'
  done
}

echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $(qemu-img --version | head -1)"
for type in zlib zstd; do
  url=iscsi://127.0.0.1:$port/iqn.2026-11.io.sluice.bench:$type/0
  for _ in $(seq 60); do qemu-img info -f raw "$url" > /dev/null 2>&1 && break || sleep 1; done
  bench "sluice $type" "$url"
  qemu-nbd -r -t -f qcow2 -e 8 -k "$work/nbd.$type" "$work/$type.qcow2" &
  nbd=$!
  sleep 1
  bench "qemu-nbd $type" "nbd+unix:///?socket=$work/nbd.$type"
  kill $nbd; wait $nbd || true; nbd=
done

# In each of the 1600 parts of 64 MiB one cluster of 64 KiB is allocated and one block written, and then each is read.
qemu-img create -q -f qcow2 "$work/sparse.qcow2" 100G
printf 'format = qcow2\nimage = %s\n' "$work/sparse.qcow2" > "$SLUICE_BASE/etc/io.sluice.backend.image-sparse.cfg"
printf 'handler = sparse\ntransports = iscsi\n' > "$SLUICE_BASE/etc/io.sluice.lun-sparse.cfg"
printf 'iqn = iqn.2026-11.io.sluice.bench:sparse\nportals = 127.0.0.1:%s\nluns = sparse:0\n' $port > "$SLUICE_BASE/etc/io.sluice.iscsi-sparse.cfg"
memory() { # NAME PROCESS
  awk -v n="$1" '/^VmRSS/ { printf "%-22s %-20s %9.0f MiB resident\n", n, "100 GiB, sparse", $2 / 1024 }' "/proc/$2/status"
}
touch_all() { # URL
  qemu-img bench -f raw -n -t none -w -c 1600 -s 4096 -d 8 -S $((64 << 20)) "$1" > /dev/null
  qemu-img bench -f raw -n -t none -c 1600 -s 4096 -d 8 -S $((64 << 20)) "$1" > /dev/null
}
url=iscsi://127.0.0.1:$port/iqn.2026-11.io.sluice.bench:sparse/0
for _ in $(seq 60); do qemu-img info -f raw "$url" > /dev/null 2>&1 && break || sleep 1; done
memory "sluice before" $gateway
touch_all "$url"
memory "sluice after" $gateway
kill $gateway; wait $gateway || true; gateway=
qemu-img check -q "$work/sparse.qcow2"
rm "$work/sparse.qcow2"
qemu-img create -q -f qcow2 "$work/sparse.qcow2" 100G
qemu-nbd -t -f qcow2 -e 8 -k "$work/nbd.sparse" "$work/sparse.qcow2" &
nbd=$!
sleep 1
memory "qemu-nbd before" $nbd
touch_all "nbd+unix:///?socket=$work/nbd.sparse"
memory "qemu-nbd after" $nbd
