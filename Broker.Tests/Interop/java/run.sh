#!/bin/bash
# Compiles into a temporary folder and runs one of the mains by hand: run.sh Scenarios tcp://127.0.0.1:61616 [name...]
# Only Debian's jars: apt-get install libactivemq-java openjdk-17-jdk-headless
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${JAVA_BUILD:-${TMPDIR:-/tmp}/broker-interop-java.$UID}
jars=/usr/share/java
classpath=$jars/activemq-client.jar:$jars/activemq-openwire-legacy.jar:$jars/geronimo-jms_1.1_spec.jar:$jars/geronimo-j2ee-management-1.1-spec.jar
classpath=$classpath:$jars/hawtbuf.jar:$jars/slf4j-api.jar:$jars/slf4j-nop.jar
if [ ! -e "$build/$1.class" ] || [ -n "$(find "$here" -name '*.java' -newer "$build/$1.class" -print -quit)" ]; then
  mkdir -p "$build"
  javac -nowarn -Xlint:-options -encoding UTF-8 -d "$build" -cp "$classpath" "$here"/*.java
fi
exec java -Xms64M -Xmx1G -Xss512k -cp "$build:$classpath" "$@"
