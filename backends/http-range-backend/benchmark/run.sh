#!/bin/bash
# Measures reading one remote image side by side, from one nginx on loopback, in some 3 minutes:
#
#     backends/http-range-backend/benchmark/run.sh
#
# sluice        the built distribution, over iSCSI: cold (nothing of the image in a cache, in a gateway that has read another one before), warm from memory
#               (the image fits), warm from disk (memory cache of 1 MiB, restarted)
# sluice-64k    the same with cacheBlock = 64K, as nbdkit's cache has it, in place of 256K: cold
# sluice-new    the same in a gateway that has just been started, and has compiled nothing yet: cold
# nbdkit        curl plugin with the cache and readahead filters, over NBD: cold, warm (readahead of 1.32 does nothing over a plugin that is not parallel)
# nbdkit-plain  curl plugin alone, over NBD
#
# Sequential: 256 KiB reads, 8 at a time, in MB/s (qemu-img bench). Random: 4 KiB and 64 KiB reads, 8 at a time, in reads/s; cold ones each in another block of
# the cache, so that none has been fetched before. All servers take turns in each run; medians of RUNS runs.
# Needs nginx nbdkit qemu-utils qemu-block-extra. SIZE_MB, RUNS and COUNT (of warm random reads) shorten it; CLIENT_CPU and SERVER_CPU pin clients and servers.
# Results: backends/http-range-backend/target/benchmark/runs.tsv, and the medians on standard output.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
results=$here/../target/benchmark
mkdir -p "$results"
results=$(cd "$results" && pwd)
size=${SIZE_MB:-256}
count=${COUNT:-10000}
cold_count=$((size * 3)) # an image has SIZE_MB * 4 blocks of 256 KiB
work=$(mktemp -d)
chmod 755 "$work"
servers=()
sluice=$(ls "$root"/launcher/target/sluice-*/bin/sluice | head -n 1)
export SLUICE_BASE=$work/base SLUICE_HEAP=${SLUICE_HEAP:-768m}

# Becomes the server, so that what is stopped later is the server itself.
on_server() { exec ${SERVER_CPU:+taskset -c "$SERVER_CPU"} "$@"; }
on_client() { ${CLIENT_CPU:+taskset -c "$CLIENT_CPU"} "$@"; }

stop() {
  local process
  for process in "${servers[@]}"; do kill "$process" 2>/dev/null || true; done
  wait 2>/dev/null || true
  servers=()
}
trap 'stop; rm -rf "$work"' EXIT

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port=$((20000 + RANDOM % 10000))
  while listens "$port"; do port=$((port + 1)); done
  echo "$port"
}

await() {
  for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return 0; sleep 0.2; done
  echo "did not happen: $*" >&2
  exit 1
}

web=$(free_port)
mkdir -p "$work/www" "$work/base/etc"
head -c "${size}M" /dev/urandom >"$work/www/disk.img"
cp "$work/www/disk.img" "$work/www/other.img"
cat >"$work/nginx.conf" <<END
daemon off; pid $work/nginx.pid; error_log $work/nginx.log; events {}
http {
  access_log off; sendfile on; keepalive_requests 1000000;
  client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
  server { listen 127.0.0.1:$web; root $work/www; }
}
END

start_nginx() {
  on_server nginx -c "$work/nginx.conf" >/dev/null 2>&1 &
  servers+=($!)
  await listens "$web"
}

# start_sluice MEMORY [CACHE-BLOCK]
start_sluice() {
  portal=$(free_port)
  local name
  for name in disk other; do
    printf 'url = http://127.0.0.1:%s/%s.img\ncacheBlock = %s\n' "$web" "$name" "${2:-256K}" >"$SLUICE_BASE/etc/io.sluice.backend.http-$name.cfg"
    printf 'handler = %s\ntransports = iscsi\n' "$name" >"$SLUICE_BASE/etc/io.sluice.lun-$name.cfg"
  done
  printf 'portals = 127.0.0.1:%s\n' "$portal" >"$SLUICE_BASE/etc/io.sluice.iscsi-disks.cfg"
  printf 'memory = %s\ndisk = 4G\n' "$1" >"$SLUICE_BASE/etc/io.sluice.cache.http.cfg"
  on_server "$sluice" run >"$work/sluice.log" 2>&1 &
  servers+=($!)
  await sluice_url other
  await sluice_url disk
  url=$(sluice_url disk)
}
sluice_url() { "$sluice" lun:list 2>/dev/null | grep "^$1 " | grep -o "iscsi://127.0.0.1:$portal[^ ,]*"; }

# start_sluice_that_has_read ARGUMENT..
start_sluice_that_has_read() {
  local other
  start_sluice "$@"
  other=$(sluice_url other)
  bench "$other" 4096 "$cold_count" "$jump" >/dev/null
  bench "$other" 262144 $((size * 8)) >/dev/null
}

# start_nbdkit FILTER..
start_nbdkit() {
  local port filters=()
  port=$(free_port)
  for filter in "$@"; do filters+=("--filter=$filter"); done
  local options=()
  [[ $* == *cache* ]] && options+=(cache-on-read=true)
  on_server nbdkit --foreground --ipaddr 127.0.0.1 --port "$port" "${filters[@]}" curl "url=http://127.0.0.1:$web/disk.img" "${options[@]}" 2>>"$work/nbdkit.log" &
  servers+=($!)
  url=nbd://127.0.0.1:$port
  await qemu-img info "$url"
}

# bench WHAT BLOCK COUNT STEP: seconds, as qemu-img says
bench() {
  on_client qemu-img bench -f raw -t none -d 8 -s "$2" -c "$3" ${4:+-S "$4"} "$1" | sed -n 's/Run completed in \([0-9.]*\) seconds.*/\1/p'
}

# An odd number of 256 KiB blocks
jump=$((381 * 262144))

# random BLOCK: an odd number of blocks to jump, so that each read is elsewhere in an image of 2^n blocks
random() { echo $((3063 * $1)); }

# note SERVER STATE WHAT SECONDS READS BLOCK
note() {
  awk -v OFS='\t' -v server="$1" -v state="$2" -v what="$3" -v seconds="$4" -v reads="$5" -v block="$6" \
    'BEGIN { print server, state, what, what == "sequential" ? reads * block / seconds / 1e6 : reads / seconds }' | tee -a "$results/runs.tsv"
}

# measure SERVER STATE: all three, of the server at $url as it is
measure() {
  local blocks=$((size * 4))
  note "$1" "$2" sequential "$(bench "$url" 262144 "$blocks")" "$blocks" 262144
  note "$1" "$2" random-4k "$(bench "$url" 4096 "$count" "$(random 4096)")" "$count" 4096
  note "$1" "$2" random-64k "$(bench "$url" 65536 "$count" "$(random 65536)")" "$count" 65536
}

# cold SERVER START..: each of the three on a server that has read nothing yet
cold() {
  local server=$1 what blocks=$((size * 4))
  shift
  for what in sequential random-4k random-64k; do
    rm -rf "$SLUICE_BASE/var/cache/http"
    start_nginx
    "$@"
    case $what in
      sequential) note "$server" cold "$what" "$(bench "$url" 262144 "$blocks")" "$blocks" 262144 ;;
      random-4k) note "$server" cold "$what" "$(bench "$url" 4096 "$cold_count" "$jump")" "$cold_count" 4096 ;;
      random-64k) note "$server" cold "$what" "$(bench "$url" 65536 "$cold_count" "$jump")" "$cold_count" 65536 ;;
    esac
    stop
  done
}

# warm SERVER STATE START..: after all was read once
warm() {
  local server=$1 state=$2
  shift 2
  start_nginx
  "$@"
  on_client qemu-img convert -f raw -O raw -n "$url" null-co://,size=$((size << 20)) 2>/dev/null || bench "$url" 262144 $((size * 4)) >/dev/null
  measure "$server" "$state"
  stop
}

: >"$results/runs.tsv"
for run in $(seq "${RUNS:-3}"); do
  echo "# run $run" >&2
  cold sluice start_sluice_that_has_read $((size + size / 4))M
  cold sluice-64k start_sluice_that_has_read $((size + size / 4))M 64K
  cold sluice-new start_sluice $((size + size / 4))M
  warm sluice warm-memory start_sluice $((size + size / 4))M
  warm sluice warm-disk start_sluice 1M
  cold nbdkit start_nbdkit readahead cache
  warm nbdkit warm start_nbdkit readahead cache
  cold nbdkit-plain start_nbdkit
done

echo
echo "| server | state | sequential MB/s | random 4 KiB/s | random 64 KiB/s |"
echo "|---|---|---|---|---|"
sort "$results/runs.tsv" | awk -F'\t' '
  { key = $1 "\t" $2; v[key, $3, ++n[key, $3]] = $4; keys[key] = 1 }
  function median(key, what,    i, j, t, m) {
    m = n[key, what]
    for (i = 1; i <= m; i++) for (j = i + 1; j <= m; j++) if (v[key, what, i] > v[key, what, j]) { t = v[key, what, i]; v[key, what, i] = v[key, what, j]; v[key, what, j] = t }
    return v[key, what, int((m + 1) / 2)]
  }
  END { for (key in keys) { split(key, p, "\t"); printf "| %s | %s | %.0f | %.0f | %.0f |\n", p[1], p[2], median(key, "sequential"), median(key, "random-4k"), median(key, "random-64k") } }
' | sort | tee "$results/table.md"
