#!/bin/bash
# Fills one queue with persistent 1 KB messages and shows what the backlog costs: memory, and the time to open it again.
#   backlog.sh [--count 5000000] [--broker ours|activemq] [--dir DIR]
# Bounds: RSS at most 1 GB after the fill; at most 20 s from the start of the process to a first message, after a graceful stop
# and after kill -9. Prints PASS or FAIL last. Needs about 2 KB of disk per message in DIR (default: a temporary folder).
# Needs: apt-get install libactivemq-java openjdk-17-jdk-headless, and the .NET SDK.
set -u
count=5000000 broker=ours
while [ $# -gt 0 ]; do
  case $1 in
    --count) count=$2 ;;
    --broker) broker=$2 ;;
    --dir) export BENCH_SCRATCH=$2 ;;
    *) sed -n 2,6p "$0"; exit 2 ;;
  esac
  shift 2
done
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need_tools
make_scratch
free_kb=$(df --output=avail "$scratch" | tail -1)
[ "$free_kb" -gt $(( count * 2 )) ] || { echo "$scratch has $(( free_kb / 1024 )) MB free, $(( count / 512 )) MB are needed; give --dir" >&2; exit 1; }
[ $broker = ours ] && build_ours
queue=BACKLOG data=$scratch/data
mkdir "$data"
failed=0

# check WHAT VALUE UNIT BOUND
check() {
  local verdict=ok
  awk -v v="$2" -v b="$4" 'BEGIN {exit !(v <= b)}' || { verdict="TOO MUCH"; failed=1; }
  printf '%-58s %10s %-3s (at most %s) %s\n' "$1" "$2" "$3" "$4" "$verdict"
}

# settled_rss: the resident memory once it has stopped moving by more than 1 % in 2 s, or after 60 s
settled_rss() {
  local before now i
  now=$(rss_mb)
  for i in $(seq 30); do
    before=$now
    sleep 2
    now=$(rss_mb)
    [ $(( (now > before ? now - before : before - now) * 100 )) -le "$before" ] && break
  done
  echo "$now"
}

# reopen WHAT: starts the broker with a client waiting for it, and shows when it listened and when the first message came
reopen() {
  load first --url "$url" --queue $queue --limit 300 >"$scratch/first.log" 2>&1 &
  local waiter=$! started
  sleep 1   # the client's own start is not the broker's time
  started=$(now_ms)
  launch_broker $broker "$data"
  wait $waiter || { echo "$1: no first message" >&2; tail -5 "$scratch/first.log" "$scratch/broker.log" >&2; exit 1; }
  local open first
  open=$(awk -v s="$started" '/^OPEN/{printf "%.2f", ($2 - s) / 1000}' "$scratch/first.log")
  first=$(awk -v s="$started" '/^FIRST/{printf "%.2f", ($2 - s) / 1000}' "$scratch/first.log")
  check "$1: start to open port" "$open" s 20
  check "$1: start to first message" "$first" s 20
}

start_broker $broker "$data"
echo "Idle: RSS $(rss_mb) MB"
began=$(now_ms)
load fill --url "$url" --queue $queue --count "$count" --persistent true --tx 1000 --producers 4 --limit 7200 >"$scratch/load.log" 2>&1 || { cat "$scratch/load.log" >&2; exit 1; }
seconds=$(( ($(now_ms) - began + 999) / 1000 ))
echo "Filled $count messages of 1 KB in $seconds s ($(( count / (seconds > 0 ? seconds : 1) )) msg/s), $(du -sm "$data" | cut -f1) MB on disk, RSS at the end of the fill $(rss_mb) MB, peak $(awk '/^VmHWM/{printf "%.0f", $2 / 1024}' "/proc/$broker_pid/status") MB"
check "RSS with $count messages waiting" "$(settled_rss)" MB 1024

began=$(now_ms)
stop_broker
echo "Graceful stop took $(( $(now_ms) - began )) ms"
reopen "After a graceful stop"
check "RSS after the graceful reopen" "$(settled_rss)" MB 1024

# work after the last checkpoint, so that there is something to recover
load fill --url "$url" --queue $queue --count 100000 --persistent true --tx 1000 --producers 4 >"$scratch/load.log" 2>&1 || { cat "$scratch/load.log" >&2; exit 1; }
kill_broker
reopen "After kill -9"
check "RSS after the reopen that recovered" "$(settled_rss)" MB 1024
stop_broker
describe_machine
[ $failed = 0 ] && echo PASS || echo FAIL
exit $failed
