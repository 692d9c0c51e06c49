# Shared by the scripts here: starts and stops either broker in a scratch folder on loopback. Source it; do not run it.
benchmarks=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$benchmarks/../.." && pwd)
jars=/usr/share/java
client_jars=$jars/activemq-client.jar:$jars/geronimo-jms_1.1_spec.jar:$jars/geronimo-j2ee-management-1.1-spec.jar
client_jars=$client_jars:$jars/hawtbuf.jar:$jars/slf4j-api.jar:$jars/slf4j-nop.jar
port=${BENCH_PORT:-61771}
http_port=${BENCH_HTTP_PORT:-61772}
database_port=${BENCH_DATABASE_PORT:-61773}
url=tcp://127.0.0.1:$port
broker_pid=
database_pid=   # set while a database runs for the broker

# need_tools: says what is missing, and how to get it
need_tools() {
  command -v javac >/dev/null && [ -e $jars/activemq-client.jar ] || { echo "Java or ActiveMQ's client is missing: apt-get install libactivemq-java openjdk-17-jdk-headless" >&2; exit 1; }
  port_open && { echo "port $port is in use; set BENCH_PORT" >&2; exit 1; }
  return 0
}

# make_scratch: a scratch folder that goes away with the script, broker included
make_scratch() {
  scratch=$(mktemp -d "${BENCH_SCRATCH:-${TMPDIR:-/tmp}}/broker-bench.XXXXXX")
  trap 'kill_broker; kill_database; rm -rf "$scratch"' EXIT
  trap 'exit 130' INT TERM
  mkdir "$scratch/classes"
  javac -nowarn -encoding UTF-8 -d "$scratch/classes" -cp "$client_jars" "$benchmarks"/compare/java/*.java
}

build_ours() { (cd "$root" && dotnet build -c Release Broker.Web -v quiet -nologo) >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log" >&2; exit 1; }; }

load() { java ${BENCH_JAVA_OPTS:--Xms256M -Xmx1500M -Xss256k -XX:+UseParallelGC} -cp "$scratch/classes:$client_jars" Load "$@"; }

now_ms() { date +%s%3N; }
port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

# launch_broker ours|activemq DATADIR: starts it and does not wait; sets broker_pid
launch_broker() {
  local program=("$benchmarks/../Interop/activemq.sh")
  local store=()
  [ "$1" = ours ] && program=(dotnet Broker.Web.dll)
  [ -n "$database_pid" ] && store=(--Broker:Persistence:Adapter=Database "--Broker:Persistence:ConnectionString=$database")
  (
    [ "$1" = ours ] && cd "$root/Broker.Web/bin/Release/net10.0"
    exec "${program[@]}" "--Urls=http://127.0.0.1:$http_port" "--Broker:DataDirectory=$2" \
      --Broker:TransportConnectors:0:Name=openwire "--Broker:TransportConnectors:0:Uri=$url" "${store[@]}" >>"$scratch/broker.log" 2>&1 </dev/null
  ) &
  broker_pid=$!
}

# start_broker ours|activemq DATADIR: and waits until the port accepts
start_broker() {
  launch_broker "$@"
  local end=$(( $(now_ms) + 120000 ))
  until port_open; do
    if ! kill -0 "$broker_pid" 2>/dev/null || [ "$(now_ms)" -gt $end ]; then echo "$1 did not open port $port:" >&2; tail -20 "$scratch/broker.log" >&2; exit 1; fi
    sleep 0.02
  done
}

# stop_broker: SIGTERM, then SIGKILL after 60 s
stop_broker() {
  [ -n "$broker_pid" ] || return 0
  kill "$broker_pid" 2>/dev/null
  local end=$(( $(now_ms) + 60000 ))
  while kill -0 "$broker_pid" 2>/dev/null; do
    [ "$(now_ms)" -gt $end ] && { echo "the broker did not stop within 60 s" >&2; break; }
    sleep 0.05
  done
  kill_broker
}

kill_broker() {
  [ -n "$broker_pid" ] || return 0
  kill -9 "$broker_pid" 2>/dev/null
  wait "$broker_pid" 2>/dev/null
  broker_pid=
}

# start_database: a private MariaDB on loopback with a user and an empty database; sets database_pid and database, its connection string
start_database() {
  local dir=$scratch/mariadb password
  rm -rf "$dir"; mkdir -m 700 "$dir"
  mariadb-install-db --no-defaults --auth-root-authentication-method=normal --datadir="$dir" --skip-test-db >"$scratch/database.log" 2>&1
  PATH=$PATH:/usr/sbin mariadbd --no-defaults --user="$(id -un)" --datadir="$dir" --socket="$dir/socket" --bind-address=127.0.0.1 --port="$database_port" \
    --skip-log-bin --innodb-flush-log-at-trx-commit=1 --innodb-buffer-pool-size=1G --innodb-log-file-size=512M --max-allowed-packet=256M \
    >>"$scratch/database.log" 2>&1 </dev/null &
  database_pid=$!
  until mariadb --no-defaults --socket="$dir/socket" -uroot -e 'select 1' >/dev/null 2>&1; do
    kill -0 $database_pid 2>/dev/null || { tail -20 "$scratch/database.log" >&2; exit 1; }
    sleep 0.05
  done
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  mariadb --no-defaults --socket="$dir/socket" -uroot -e "create database broker; create user broker@'127.0.0.1' identified by '$password'; \
    grant all on broker.* to broker@'127.0.0.1'; create user broker@localhost identified by '$password'; grant all on broker.* to broker@localhost"
  database="Server=127.0.0.1;Port=$database_port;Database=broker;Uid=broker;Pwd=$password"
}

kill_database() {
  [ -n "$database_pid" ] || return 0
  kill -9 "$database_pid" 2>/dev/null
  wait "$database_pid" 2>/dev/null
  database_pid=
}

rss_mb() { awk '/^VmRSS/{printf "%.0f", $2 / 1024}' "/proc/$broker_pid/status"; }

median() { sort -n | awk '{v[NR] = $1} END {if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }

describe_machine() {
  echo "Machine: $(nproc) cores ($(awk -F': ' '/^model name/{print $2; exit}' /proc/cpuinfo)), $(awk '/^MemTotal/{printf "%.0f", $2 / 1048576}' /proc/meminfo) GB," \
    "$(. /etc/os-release; echo "$PRETTY_NAME"), kernel $(uname -r); $(java -version 2>&1 | head -1); .NET $(dotnet --version);" \
    "ActiveMQ $(dpkg-query -W -f '${Version}' activemq 2>/dev/null || echo none); $(date -u '+%Y-%m-%d %H:%M UTC')"
}
