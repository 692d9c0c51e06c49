#!/bin/bash
# Runs the whole matrix of takeovers: every kind of fault on every store under load, and how long clients were without service, beside
# Debian's ActiveMQ on the same machine. Half an hour; nothing else should run meanwhile.
#   failover.sh [--rounds N] [--galera-rounds N] [--activemq-rounds N] [--only STORE:KIND[,...]] [--skip-activemq] [--results FILE]
# Stores: database, directory, galera. Kinds: kill, freeze, stop, switchover; database-restart, database-kill; node-kill, both-kill,
# partition. "--only database:" is every kind on one store. FAILOVER_SEED repeats the moments of the faults, FAILOVER_LEASE=00:00:10 sets
# the lease where a kind leaves it open.
# Prints markdown tables, and writes them to the results file (failover.md here in the temporary directory when not given). Ends with 0
# when every count that must be zero is, and every bar is met.
# Needs what the tests need (see test.sh); for ActiveMQ: apt-get install activemq libmariadb-java libcommons-dbcp-java
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
rounds=20 galera_rounds=5 activemq_rounds=5 only= skip_activemq= results=${TMPDIR:-/tmp}/failover.md
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2; shift ;;
    --galera-rounds) galera_rounds=$2; shift ;;
    --activemq-rounds) activemq_rounds=$2; shift ;;
    --only) only=$2; shift ;;
    --skip-activemq) skip_activemq=1 ;;
    --results) results=$2; shift ;;
    *) sed -n 4,7p "$0"; exit 2 ;;
  esac
  shift
done

scratch=$(mktemp -d "${BENCH_SCRATCH:-${TMPDIR:-/tmp}}/broker-bench.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
rows=$scratch/rows log=${results%.md}.log
: >"$log"
failed=0
began=$(now_ms)

# wanted ROWS: those of them that --only asks for; all without it. "directory:" is all of a store
wanted() {
  local row asked result=
  [ -n "$only" ] || { echo "$1"; return; }
  for row in ${1//,/ }; do
    for asked in ${only//,/ }; do
      case $asked in "$row"*) result=$result,$asked ;; *) case $row in "$asked"*) result=$result,$row ;; esac ;; esac
    done
  done
  echo "${result#,}"
}

# run LABEL ROUNDS ROWS [VARIABLE=VALUE]: these rows of the matrix
run() {
  local label=$1 count=$2 which=$3; shift 3
  [ -n "$which" ] || return 0
  echo "$(date +%H:%M:%S) $label: $which, $count rounds each" >&2
  env "FAILOVER_ROUNDS=$count" "FAILOVER_ONLY=$which" "FAILOVER_RESULTS=$rows" "$@" \
    dotnet test "$root/Broker.Tests" -c Release --no-build --filter "FullyQualifiedName~Broker.Tests.Failover.FailoverTests" \
    --blame-hang-timeout 30m --blame-hang-dump-type none --results-directory "$scratch/test" \
    --logger "console;verbosity=detailed" >>"$log" 2>&1 </dev/null || { echo "$label: a test failed, see $log" >&2; failed=1; }
}

(cd "$root" && dotnet build -c Release Broker.Tests -v quiet -nologo) >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log" >&2; exit 1; }
run "two nodes" "$rounds" "$(wanted directory:,database:)"
run "three database servers" "$galera_rounds" "$(wanted galera:)"
[ -n "$skip_activemq" ] || run ActiveMQ "$activemq_rounds" "$(wanted directory:kill,database:kill)" "BROKER_UNDER_TEST=$benchmarks/../Interop/activemq.sh"
[ -s "$rows" ] || { echo "No row came to its end; see $log" >&2; exit 1; }

# cell STORE KIND: median / longest of a row, or -
cell() {
  awk -F' *[|] *' -v store="$1" -v kind="$2" '$2 == store && $3 == kind {v = $12 " / " $13} END {print v == "" ? "-" : v}' "$rows"
}

{
  head -2 "$rows"
  tail -n +3 "$rows" | sort
  echo
  echo "| clients without service, median / longest s | database | directory | bar |"
  echo "| --- | ---: | ---: | --- |"
  for kind in kill:1.5 switchover:0.5 "freeze:lease + 2" stop:- database-restart:- database-kill:-; do
    echo "| ${kind%%:*} | $(cell database "${kind%%:*}") | $(cell directory "${kind%%:*}") | ${kind#*:} |"
  done
  [ -n "$skip_activemq" ] || echo "| kill: ActiveMQ, JDBC lease and shared KahaDB | $(cell "activemq database" kill) | $(cell "activemq directory" kill) | |"
  echo
  echo "Clients: 2 synchronous and 2 transacted producers, 2 automatic and 2 transacted consumers, about 1,500 messages of 1 KB a second; maxReconnectDelay=100."
  echo "Gap: the longest any producer waited for an answer, or all consumers for a message, whichever is longer."
  describe_machine
  echo "Took $(( ($(now_ms) - began) / 1000 )) s."
} | tee "$results"
grep -q FAIL "$rows" && failed=1
exit $failed
