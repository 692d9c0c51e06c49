#!/bin/bash
# Holds every Java scenario against ActiveMQ: one line for each, with what this broker and what ActiveMQ 5.17 makes of it.
#   parity.sh [--ours FILE] [--theirs FILE] [WORD]
# WORD restricts it to scenarios whose names contain it. The files are results of an earlier run (it says where they are), to be used again.
# Ends with 1 when a scenario fails here, or differs without being named in docs/activemq-differences.md.
# Scenarios run with the settings of their suites; activemq/*.xml says the same in ActiveMQ's words.
# Needs a build (dotnet build -c Release Broker.Tests), what the Java scenarios need, and what activemq.sh needs.
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
page=$here/../../docs/activemq-differences.md
ours= theirs= word=
while [ $# -gt 0 ]; do
  case $1 in
    --ours) ours=$2; shift 2 ;;
    --theirs) theirs=$2; shift 2 ;;
    -*) sed -n '2,7s/^# \?//p' "$0" >&2; exit 2 ;;
    *) word=$1; shift ;;
  esac
done
results=$(mktemp -d "${TMPDIR:-/tmp}/broker-parity.XXXXXX")

# scenarios FILE: runs them; a line "PASS name" or "FAIL name reason" for each goes to the file
scenarios() {
  # A suite is a class with rows; a row is one scenario.
  dotnet test "$here/.." -c Release --no-build --filter "Category=Interop&DisplayName~name:${word:+&DisplayName~$word}" \
    --logger "console;verbosity=normal" >"$1.log" 2>&1 || true
  awk '
    function verdict() { if (name != "" && !(name in seen)) { seen[name]; print state, name, reason } name = "" }
    /^ +(Passed|Failed) .*\(name: "/ {
      verdict(); state = $1 == "Passed" ? "PASS" : "FAIL"; reason = ""
      name = $0; sub(/.*\(name: "/, "", name); sub(/".*/, "", name); next
    }
    name != "" && /^ +Stack Trace:/ { verdict() }
    name != "" && state == "FAIL" && !/Error Message:/ { line = $0; sub(/^ +/, "", line); if (reason == "") reason = line }
    END { verdict() }' "$1.log" >"$1"
  [ -s "$1" ] || { tail -20 "$1.log" >&2; exit 1; }
}

[ -n "$ours" ] || { ours=$results/ours; scenarios "$ours"; }
[ -n "$theirs" ] || { theirs=$results/theirs; BROKER_UNDER_TEST=$here/activemq.sh scenarios "$theirs"; }

awk -v page="$page" '
  BEGIN { while ((getline line < page) > 0) while (match(line, /`[a-z0-9]+(-[a-z0-9]+)+`/)) { listed[substr(line, RSTART + 1, RLENGTH - 2)]; line = substr(line, RSTART + RLENGTH) } }
  FNR == NR { theirs[$2] = $1; $1 = ""; why[$2] = $0; next }
  {
    said = $2 in theirs ? theirs[$2] : "-"
    if ($1 == said) remark = $1 == "FAIL" ? "FAILS BOTH" : $2 in listed ? "same this time, and listed" : "same"
    else remark = $2 in listed ? "listed" : "DIFFERS"
    if ($1 == "FAIL" || remark == "DIFFERS") bad++
    printf "%-48s %-5s %-5s %s\n", $2, $1, said, remark
    if ($1 == "FAIL") { name = $2; $1 = $2 = ""; print "    here:" $0; $2 = name }
    if (said == "FAIL") print "    there:" why[$2]
  }
  END { print (bad + 0) " to look at"; exit bad > 0 }' "$theirs" "$ours" && status=0 || status=$?
echo "Results: --ours $ours --theirs $theirs"
exit $status
