#!/bin/bash
# Measures TCMU servers side by side in one boot of a real kernel (User Mode Linux, pinned to one CPU), with fio on the tcm_loop disk:
#
#     system-tests/benchmark/run.sh [SERVER...]        servers: kernel-fileio tcmu-runner sluice sluice-threads-1
#
# Needs, besides what the kernel tests need: tcmu-runner dbus qemu-utils. Build the distribution first. RUNS and SECONDS_PER_RUN shorten it; CPU chooses the
# CPU. Results go to system-tests/target/benchmark: one line per run in runs.tsv, the medians in table.md.
set -e
here=$(cd "$(dirname "$0")" && pwd)
module=$(dirname "$here")
results=$module/target/benchmark
servers=${*:-kernel-fileio tcmu-runner sluice sluice-threads-1}
homes=("$module"/../launcher/target/sluice-*/bin/sluice)

rm -rf "$results" && mkdir -p "$results/uml"
gcc -O2 -shared -fPIC -o "$results/xsave-shim.so" "$module/src/test/guest/xsave-shim.c"
cat > "$results/guest.env" << END
export GUEST='$module/src/test/guest' SCENARIO_SCRIPT='$here/guest.sh'
export SERVERS='$servers' RUNS='${RUNS:-3}' SECONDS_PER_RUN='${SECONDS_PER_RUN:-7}'
export JAVA_HOME='${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}'
export SLUICE_HOME='$(dirname "$(dirname "$(readlink -f "${homes[0]}")")")'
END

LD_PRELOAD=$results/xsave-shim.so TMPDIR=/dev/shm timeout --kill-after=10 "${LIMIT:-1800}" taskset -c "${CPU:-0}" \
    linux.uml mem=3G root=/dev/root rootfstype=hostfs rootflags=/ ro init="$module/src/test/guest/init.sh" SLUICE_RESULTS="$results" \
    uml_dir="$results/uml/" con=null con0=null,fd:1 quiet < /dev/null 2>&1 | tee "$results/console"
[[ $(cat "$results/exit-status") == 0 ]] || exit 1

# medians: server and workload are rows and columns
awk -F'\t' '
    { key = $1 FS $2; values[key] = values[key] " " $3; unit[$2] = $4
      if (!($1 in seen)) { seen[$1] = 1; server[++servers] = $1 }
      if (!($2 in known)) { known[$2] = 1; workload[++workloads] = $2 } }
    function median(list,   n, v, i, j, t) {
      n = split(list, v, " ")
      for (i = 1; i < n; i++) for (j = i + 1; j <= n; j++) if (v[i] + 0 > v[j] + 0) { t = v[i]; v[i] = v[j]; v[j] = t }
      return v[int((n + 1) / 2)] }
    END {
      line = "| server |"; rule = "|---|"
      for (w = 1; w <= workloads; w++) { line = line " " workload[w] " " unit[workload[w]] " |"; rule = rule "--:|" }
      print line; print rule
      for (s = 1; s <= servers; s++) {
        line = "| " server[s] " |"
        for (w = 1; w <= workloads; w++) line = line " " median(values[server[s] FS workload[w]]) " |"
        print line } }' "$results/runs.tsv" | tee "$results/table.md"
