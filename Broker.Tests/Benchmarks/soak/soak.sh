#!/bin/bash
# Runs a mixed load for a quarter of an hour and balances what was sent with what came: producers and consumers of every kind, consumers
# that die without a word, transactions that roll back, selectors, message groups, scheduled messages.
#   soak.sh [--store journal|database] [--seconds N]      default: journal, 900
# Prints a table, and ends with 0 when nothing is missing, nothing came twice without JMSRedelivered, every group kept its order, the
# queues are empty, and the broker's memory was flat after the first three minutes (a fifth of a shorter run).
# Needs: apt-get install libactivemq-java openjdk-17-jdk-headless, and the .NET SDK; for the database also mariadb-server.
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
store=journal seconds=900
while [ $# -gt 0 ]; do
  case $1 in
    --store) case $2 in journal | database) store=$2 ;; *) echo "--store journal|database" >&2; exit 2 ;; esac; shift ;;
    --seconds) seconds=$2; shift ;;
    *) sed -n 4p "$0"; exit 2 ;;
  esac
  shift
done

need_tools
make_scratch
javac -nowarn -encoding UTF-8 -d "$scratch/classes" -cp "$client_jars" "$benchmarks"/soak/java/*.java || exit 1
build_ours
[ $store = database ] && start_database
start_broker ours "$(mktemp -d "$scratch/data.XXXXXX")"
java -Xmx1g -cp "$scratch/classes:$client_jars" Soak "$url" "$broker_pid" "$seconds"
status=$?
stop_broker
describe_machine
exit $status
