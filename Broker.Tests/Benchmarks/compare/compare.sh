#!/bin/bash
# Compares this broker with Debian's ActiveMQ: the same client, the same machine, one broker at a time, in turn for every scenario.
#   compare.sh [--store journal|database] [--quick] [--only NAME[,NAME...]] [--broker ours|activemq|both] [--rounds N]
# Prints a markdown table. Names: see the tables of scenarios below. With --store database both keep their messages in the same private
# MariaDB, ActiveMQ by its JDBC store, and the CPU time is that of broker and database together.
# Needs: apt-get install activemq libactivemq-java openjdk-17-jdk-headless, and the .NET SDK; for the database also mariadb-server
# libmariadb-java libcommons-dbcp-java.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
rounds=2 runs=2 quick= only= brokers="ours activemq" store=journal
while [ $# -gt 0 ]; do
  case $1 in
    --store) case $2 in journal | database) store=$2 ;; *) echo "--store journal|database" >&2; exit 2 ;; esac; shift ;;
    --quick) quick=1; rounds=1; runs=1 ;;
    --only) only=",$2,"; shift ;;
    --rounds) rounds=$2; shift ;;
    --broker) case $2 in both) ;; ours | activemq) brokers=$2 ;; *) echo "--broker ours|activemq|both" >&2; exit 2 ;; esac; shift ;;
    *) sed -n 2,5p "$0"; exit 2 ;;
  esac
  shift
done

# name | what the table calls it | mode | messages per run | warm-up | least throughput ratio | most CPU ratio | arguments of the load
journal_scenarios='
np-1x1|non-persistent queue 1/1|flow|200000|100000|1.0|0.5|--producers 1 --consumers 1
sync-1x1|persistent sync 1/1|flow|15000|10000|1.0|0.5|--persistent true --send sync --producers 1 --consumers 1
sync-16x16|persistent sync 16/16|flow|60000|20000|1.0|0.5|--persistent true --send sync --producers 16 --consumers 16
async-1x1|persistent async 1/1|flow|60000|30000|1.0|0.5|--persistent true --send async --producers 1 --consumers 1
topic-1x10|topic 1/10 (deliveries)|flow|20000|8000|1.0|0.5|--topic true --producers 1 --consumers 10
drain-200k|drain 200,000 persistent|drain|200000|20000|1.0|0.5|--persistent true --send async
tx100-1x1|persistent transacted-100 1/1|flow|80000|30000|1.0|0.5|--persistent true --tx 100 --producers 1 --consumers 1
'
database_scenarios='
sync-1x1|persistent sync 1/1|flow|8000|12000|1.5|0.33|--persistent true --send sync --producers 1 --consumers 1
sync-16x16|persistent sync 16/16|flow|20000|20000|5|0.33|--persistent true --send sync --producers 16 --consumers 16
async-1x1|persistent async 1/1|flow|20000|12000|5|0.33|--persistent true --send async --producers 1 --consumers 1
tx100-1x1|persistent transacted-100 1/1|flow|40000|40000|1.5|0.33|--persistent true --tx 100 --producers 1 --consumers 1
drain-50k|drain 50,000 persistent|drain|50000|5000|10|0.33|--persistent true --send async
'
case $store in journal) scenarios=$journal_scenarios ;; database) scenarios=$database_scenarios ;; esac

need_tools
make_scratch
case $brokers in *ours*) build_ours ;; esac
results=$scratch/results   # scenario broker rate|cpu|rss|others value

# one BROKER NAME MODE COUNT WARMUP ARGUMENTS...: a fresh broker, a fresh client, the runs after a warm-up
one() {
  local broker=$1 name=$2 mode=$3 count=$4 warmup=$5 data; shift 5
  data=$(mktemp -d "$scratch/data.XXXXXX")
  if [ $store = database ]; then start_database; fi
  start_broker "$broker" "$data"
  load "$mode" --url "$url" --pid "$broker_pid${database_pid:+,$database_pid}" --runs $runs --count "$count" --warmup "$warmup" "$@" >"$scratch/load.log" 2>&1 ||
    { echo "$name on $broker failed:" >&2; tail -5 "$scratch/load.log" >&2; }
  awk -v p="$name $broker" '/^RUN/{print p, "rate", $3; print p, "cpu", $5; print p, "others", $7}' "$scratch/load.log" >>"$results"
  kill -0 "$broker_pid" 2>/dev/null && echo "$name $broker rss $(rss_mb)" >>"$results"
  stop_broker
  kill_database
  rm -rf "$data"
}

touch "$results"
while IFS='|' read -r name label mode count warmup least most arguments; do
  [ -n "$name" ] || continue
  [ -z "$only" ] || case $only in *",$name,"*) ;; *) continue ;; esac
  [ -z "$quick" ] || { count=$(( count / 4 )); warmup=$(( warmup / 4 )); }
  for round in $(seq $rounds); do
    for broker in $brokers; do
      echo "$(date +%H:%M:%S) $label: $broker, round $round of $rounds" >&2
      one "$broker" "$name" "$mode" "$count" "$warmup" $arguments
    done
  done
done <<<"$scenarios"

value() { awk -v n="$1" -v b="$2" -v w="$3" '$1 == n && $2 == b && $3 == w {print $4}' "$results" | median; }
# ratio A B: A/B, or nothing when either is missing
ratio() { [ -n "$1" ] && [ -n "$2" ] && awk -v a="$1" -v b="$2" 'BEGIN {if (b > 0) printf "%.2f", a / b}'; }
shown() { [ -n "$1" ] && printf "$2" "$1" || printf -- "-"; }

echo
echo "| scenario | msg/s ours | msg/s ActiveMQ | ratio | CPU s per 100,000 ours | ActiveMQ | ratio | RSS MB ours | ActiveMQ | bar (throughput, CPU) |"
echo "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"
failed=0
while IFS='|' read -r name label mode count warmup least most arguments; do
  [ -n "$name" ] || continue
  [ -z "$only" ] || case $only in *",$name,"*) ;; *) continue ;; esac
  ro=$(value "$name" ours rate) ra=$(value "$name" activemq rate) co=$(value "$name" ours cpu) ca=$(value "$name" activemq cpu)
  rate_ratio=$(ratio "$ro" "$ra") cpu_ratio=$(ratio "$co" "$ca")
  bar=-
  if [ "$brokers" = "ours activemq" ]; then
    bar=$(awk -v r="${rate_ratio:-0}" -v c="${cpu_ratio:-9}" -v least="$least" -v most="$most" \
      'BEGIN {print ((r >= least && c <= most) ? "pass" : "FAIL") " (" least ", " most ")"}')
    case $bar in pass*) ;; *) failed=1 ;; esac
  fi
  echo "| $label | $(shown "$ro" %.0f) | $(shown "$ra" %.0f) | $(shown "$rate_ratio" %s) | $(shown "$co" %.2f) | $(shown "$ca" %.2f) | $(shown "$cpu_ratio" %s)" \
    "| $(shown "$(value "$name" ours rss)" %.0f) | $(shown "$(value "$name" activemq rss)" %.0f) | $bar |"
done <<<"$scenarios"
echo
echo "1 KB messages; median of $rounds x $runs runs, the brokers in turn, each run after a warm-up in the same broker and client. CPU: $([ $store = database ] && echo "broker and MariaDB" || echo broker). Bar: at least the throughput ratio, at most the CPU ratio."
echo "Programs other than broker and client used $(awk '$3 == "others" {print $4}' "$results" | median) cores (median), $(awk '$3 == "others" {print $4}' "$results" | sort -n | tail -1) at most."
describe_machine
exit $failed
