#!/bin/bash
# Measures what it costs to send parts of a file over TCP, with copies in between and without (FileChannel.transferTo): a server and a client on loopback.
#
#     system-tests/benchmark/file-to-socket.sh
#
# Needs a JDK. SERVER_CPU and CLIENT_CPU choose the CPUs, the same one too; FOLDER is where the file lies (/tmp).
set -e
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d "${FOLDER:-/tmp}/sluice-benchmark-XXXXXX")
server=
trap 'kill $server 2> /dev/null || true; rm -rf "$folder"' EXIT

javac -d "$folder" "$here/FileToSocket.java"
dd if=/dev/zero of="$folder/file" bs=1M count=256 status=none
taskset -c "${SERVER_CPU:-0}" java -XX:+UseSerialGC -cp "$folder" FileToSocket serve "$folder/file" > "$folder/port" &
server=$!
until [[ -s $folder/port ]]; do sleep 0.1; done
taskset -c "${CLIENT_CPU:-1}" java -XX:+UseSerialGC -cp "$folder" FileToSocket measure "$(< "$folder/port")" $server
