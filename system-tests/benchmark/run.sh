#!/bin/bash
# Measures TCMU servers side by side in one boot of a real kernel (User Mode Linux, pinned to one CPU), with fio on the tcm_loop disk:
#
#     system-tests/benchmark/run.sh [SERVER...]        servers: kernel-fileio tcmu-runner sluice sluice-threads-1 sluice-qcow2 (on an image like tcmu-runner's); for writes to
#                                                      an empty qcow2 image: sluice-qcow2-empty tcmu-runner-empty; for the time that a kill -9 takes: sluice-restart tcmu-runner-restart
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

awk -f "$here/medians.awk" "$results/runs.tsv" | tee "$results/table.md"
