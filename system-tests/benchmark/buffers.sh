#!/bin/bash
# Measures what a command's memory costs in the iSCSI target: see docs/benchmarks.md. Needs the classes of a build: mvn test-compile -pl iscsi-bundle -am
set -e
root=$(cd "$(dirname "$0")/../.." && pwd)
slf4j=("${HOME}"/.m2/repository/org/slf4j/slf4j-api/2*/slf4j-api-2*.jar)
exec java -cp "$root/iscsi-bundle/target/test-classes:$root/iscsi-bundle/target/classes:$root/backend-api/target/classes:$root/gateway-runtime/target/classes:${slf4j[-1]}" \
    io.sluice.iscsi.internal.session.BufferCost
