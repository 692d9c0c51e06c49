#!/bin/bash
# Runs Debian's ActiveMQ Classic in the foreground, taking this broker's own arguments, so that either can stand in the
# other's place: the oracle for the Java scenarios and the peer of the comparison.
#   activemq.sh --Broker:DataDirectory=DIR --Broker:TransportConnectors:0:Uri=tcp://127.0.0.1:PORT
#   and, for its JDBC store with the lease locker: --Broker:Persistence:Adapter=Database "--Broker:Persistence:ConnectionString=Server=...;Port=...;..."
# The settings of a suite of scenarios are recognised by an argument that only it gives, and activemq/*.xml says them in ActiveMQ's words.
# Other arguments are accepted and ignored. Environment: AMQ_OPTS (JVM options; default is upstream's -Xms64M -Xmx1G).
# Nodes of a pair may have one data directory, as this broker's: then --Broker:NodeName=NAME gives each a folder for its own files in it.
# SHARED_DIRECTORY is the KahaDB of a pair that has not, POLL_MS how often its slave looks for the lock (the product's default is 10000).
# Needs: apt-get install activemq libactivemq-java libjackson2-databind-java openjdk-17-jre-headless; for JDBC libmariadb-java libcommons-dbcp-java
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
settings=
for argument; do
  case $argument in
    --Broker:DataDirectory=*) data=${argument#*=} ;;
    --Broker:TransportConnectors:0:Uri=*) uri=${argument#*=} ;;
    --Broker:NodeName=*) node=${argument#*=} ;;
    --Broker:Persistence:ConnectionString=*) connection=${argument#*=} ;;
    --Broker:DestinationPolicies:*=IT.*) settings=${settings:-scenarios} ;;
    --Broker:DestinationPolicies:*=FLOW.*) settings=flow ;;
    --Broker:Cleanup:*) settings=topics ;;
    --Broker:VirtualDestinations:*) settings=routing ;;
    --Security:Authorization:*) settings=rights ;;
  esac
done
: "${data:?--Broker:DataDirectory=DIR is missing}" "${uri:?--Broker:TransportConnectors:0:Uri=tcp://HOST:PORT is missing}"
kahadb=${SHARED_DIRECTORY:-$data/kahadb}
data=$data${node:+/$node}

jars=/usr/share/java
[ -e $jars/activemq-broker.jar ] || { echo "ActiveMQ is not installed: apt-get install activemq libactivemq-java" >&2; exit 1; }
classpath=$data
for name in activemq-broker activemq-client activemq-console activemq-kahadb-store activemq-jdbc-store activemq-openwire-legacy activemq-spring \
            activemq-protobuf activemq-jaas geronimo-jms_1.1_spec geronimo-jta-1.2-spec geronimo-j2ee-management-1.1-spec \
            geronimo-jacc_1.1_spec geronimo-j2ee-connector-1.5-spec hawtbuf slf4j-api slf4j-log4j12 log4j-1.2 jcl-over-slf4j \
            commons-dbcp commons-pool mariadb-java-client jackson-annotations jackson-core jackson-databind spring3-aop spring3-beans spring3-context spring3-core spring3-expression xbean-spring; do
  [ -e $jars/$name.jar ] && classpath=$classpath:$jars/$name.jar
done

# value KEY: one part of the connection string
value() { tr ';' '\n' <<<"$connection" | sed -n "s/^$1=//Ip"; }

poll=${POLL_MS:-10000}
beans=
persistence="<kahaDB directory=\"$kahadb\"><locker><shared-file-locker lockAcquireSleepInterval=\"$poll\"/></locker></kahaDB>"
if [ -n "${connection:-}" ]; then
  beans="<bean id=\"ds\" class=\"org.apache.commons.dbcp.BasicDataSource\" destroy-method=\"close\">
    <property name=\"driverClassName\" value=\"org.mariadb.jdbc.Driver\"/>
    <property name=\"url\" value=\"jdbc:mariadb://$(value Server):$(value Port)/$(value Database)\"/>
    <property name=\"username\" value=\"$(value Uid)\"/><property name=\"password\" value=\"$(value Pwd)\"/>
    <property name=\"maxActive\" value=\"64\"/><property name=\"poolPreparedStatements\" value=\"true\"/>
  </bean>"
  persistence="<jdbcPersistenceAdapter dataSource=\"#ds\" lockKeepAlivePeriod=\"$(( poll / 2 ))\"><adapter><mysql-jdbc-adapter/></adapter>
      <locker><lease-database-locker lockAcquireSleepInterval=\"$poll\" leaseHolderId=\"${node:-one}\"/></locker></jdbcPersistenceAdapter>"
fi

broker='<broker xmlns="http://activemq.apache.org/schema/core" useJmx="false">'
[ -z "$settings" ] || broker=$(sed 's|</broker>||' "$here/activemq/$settings.xml")

umask 077   # the file below may hold a password
mkdir -p "$data"
cat >"$data/log4j.properties" <<'LOG'
log4j.rootLogger=INFO, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d %-5p [%t] %c{1} - %m%n
LOG
# Only what is needed to run: the journal's sync settings stay at the product's default (journalDiskSyncStrategy="always").
cat >"$data/broker.xml" <<XML
<beans xmlns="http://www.springframework.org/schema/beans" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
       xsi:schemaLocation="http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans-2.0.xsd
                           http://activemq.apache.org/schema/core http://activemq.apache.org/schema/core/activemq-core.xsd">
  $beans
  ${broker/<broker /<broker brokerName=\"localhost\" schedulerSupport=\"true\" dataDirectory=\"$data\" }
    <persistenceAdapter>$persistence</persistenceAdapter>
    <transportConnectors><transportConnector name="openwire" uri="$uri"/></transportConnectors>
  </broker>
</beans>
XML
cd "$data"
exec java ${AMQ_OPTS:--Xms64M -Xmx1G} -Dorg.apache.activemq.UseDedicatedTaskRunner=true -Djava.awt.headless=true \
  -Dactivemq.home=/usr/share/activemq -Dactivemq.base="$data" -cp "$classpath" \
  org.apache.activemq.console.Main start "xbean:file:$data/broker.xml"
