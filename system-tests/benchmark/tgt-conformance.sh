#!/bin/bash
# What libiscsi's conformance suites say of tgt (file-backed LUN of 512 MiB), run as the tests run them on Sluice: every suite in a process of its own
# with 60 s, two portals, two initiator names; a test that says [SKIPPED] is skipped, whatever CUnit counts.
#
#     system-tests/benchmark/tgt-conformance.sh
#
# Needs: tgt libiscsi-bin, and root. The outcome of each test goes to system-tests/target/tgt-conformance.tsv.
set -e
module=$(cd "$(dirname "$0")/.." && pwd)
port=${PORT:-34280}
iqn=iqn.2026-11.io.sluice.bench:disk
control=4
folder=$(mktemp -d /dev/shm/sluice-conformance-XXXXXX)
outcomes=$module/target/tgt-conformance.tsv
mkdir -p "$module/target"

server=
trap 'disown $server; kill -KILL $server; rm -rf "$folder"' EXIT

# Anew for each suite: one of them ends tgtd, and the others are not to suffer from it.
restart() {
    [[ -z $server ]] || { kill -KILL $server; wait $server; } 2> /dev/null || true
    rm -f "$folder/image"
    truncate -s 512M "$folder/image"
    tgtd -f -C $control --iscsi "portal=127.0.0.1:$port,portal=127.0.0.1:$((port + 1))" > "$folder/tgtd.log" 2>&1 &
    server=$!
    until tgtadm -C $control --lld iscsi --op new --mode target --tid 1 -T $iqn 2> /dev/null; do sleep 0.1; done
    tgtadm -C $control --lld iscsi --op new --mode logicalunit --tid 1 --lun 1 -b "$folder/image"
    tgtadm -C $control --lld iscsi --op bind --mode target --tid 1 -I ALL
}

iscsi-test-cu -l | awk -F. '/^ALL\.[^.]*\./ { sub(/ *$/, "", $3); print $2, $3 }' > "$folder/tests"
: > "$outcomes"
for suite in $(cut -d' ' -f1 "$folder/tests" | uniq); do
    restart
    timeout -s KILL 60 iscsi-test-cu -d -S -v -i iqn.2026-11.io.sluice.test:initiator-a -I iqn.2026-11.io.sluice.test:initiator-b -t "ALL.$suite" \
        "iscsi://127.0.0.1:$port/$iqn/1" "iscsi://127.0.0.1:$((port + 1))/$iqn/1" > "$folder/output" 2>&1 < /dev/null || true
    awk -v suite="$suite" '
        function tell() { if (test != "") said[test] = failed ? "failed" : !passed ? "failed (no outcome)" : skipped ? "skipped" : "passed" }
        FILENAME ~ /tests$/ { split($0, t, " "); if (t[1] == suite) names[++n] = t[2]; next }
        /^Run Summary:/ { over = 1 }
        over { next }
        /^  Test: / { tell(); test = $2; failed = /\.\.\.FAILED/; passed = /\.\.\.passed/; skipped = 0 }
        /^FAILED/ { failed = 1 } /^passed/ { passed = 1 } /\[SKIPPED\]/ { skipped = 1 }
        END { tell(); for (i = 1; i <= n; i++) print suite "." names[i] "\t" (names[i] in said ? said[names[i]] : "failed (no outcome)") }
    ' "$folder/tests" "$folder/output" >> "$outcomes"
    echo "$suite: $(grep -c "^$suite\." "$outcomes")" >&2
done
awk -F'\t' '{ sub(/ .*/, "", $2); count[$2]++ } END { printf "tgt: %d passed, %d failed, %d skipped\n", count["passed"], count["failed"], count["skipped"] }' "$outcomes"
