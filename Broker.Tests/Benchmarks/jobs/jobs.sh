#!/bin/bash
# Fills a store with jobs and shows what they cost: memory, and the time to open it again, after a crash and after an orderly stop.
#   jobs.sh [--count 1000000] [--store journal|database] [--dir DIR]
# Bounds: opening in less than 10 s, RSS grown by at most 200 MB. Needs about 1 KB of disk per job in DIR (default: a temporary folder).
# Needs: the .NET SDK, and for the database: apt-get install mariadb-server-core mariadb-client-core.
set -eu
count=1000000 store=journal
while [ $# -gt 0 ]; do
  case $1 in
    --count) count=$2 ;;
    --store) store=$2 ;;
    --dir) export BENCH_SCRATCH=$2 ;;
    *) sed -n 2,5p "$0"; exit 2 ;;
  esac
  shift 2
done
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
scratch=$(mktemp -d "${BENCH_SCRATCH:-${TMPDIR:-/tmp}}/broker-bench.XXXXXX")
trap 'kill_database; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
(cd "$root" && dotnet build -c Release -m:1 Broker.Tests/Benchmarks -v quiet -nologo) >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log" >&2; exit 1; }
program=(dotnet "$(ls "$benchmarks"/bin/Release/*/Broker.Benchmarks.dll)" jobs)
place=$scratch/journal empty=$scratch/empty
if [ "$store" = database ]; then
  start_database
  mariadb --no-defaults --socket="$scratch/mariadb/socket" -uroot -e "create database empty; grant all on empty.* to broker@'127.0.0.1'"
  place=$database empty=${database/Database=broker/Database=empty}
fi
echo "== $store"
"${program[@]}" fill "$store" "$place" "$empty" "$count"
echo "after a crash:"
"${program[@]}" open "$store" "$place" "$empty" "$count"
echo "after an orderly stop:"
"${program[@]}" open "$store" "$place" "$empty" "$count"
