import java.util.*;
import java.util.concurrent.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;

/** Connections and sessions, and the ways a client may set up its wire. */
final class ConnectionScenarios {
    private ConnectionScenarios() { }

    static void addTo(Scenarios s) {
        s.add("connection-without-user", ConnectionScenarios::withoutUser);
        s.add("connection-failover-url", ConnectionScenarios::failoverUrl);
        s.add("connection-close-with-pending", ConnectionScenarios::closeWithPending);
        s.add("connection-many-sessions", ConnectionScenarios::manySessions);
        s.add("connection-stop-and-start", ConnectionScenarios::stopAndStart);
        s.add("connection-many", ConnectionScenarios::many);
        s.add("connection-idle-stays", ConnectionScenarios::idle);
        s.add("connection-metadata", ConnectionScenarios::metadata);
        s.add("wire-loose", k -> pingPong(k, "wireFormat.tightEncodingEnabled=false"));
        s.add("wire-no-cache", k -> pingPong(k, "wireFormat.cacheEnabled=false"));
        s.add("wire-without-inactivity", k -> pingPong(k, "wireFormat.maxInactivityDuration=0"));
        s.add("wire-version-1", k -> pingPong(k, "wireFormat.version=1"));
        s.add("wire-version-9", k -> pingPong(k, "wireFormat.version=9"));
        s.add("wire-version-10", k -> pingPong(k, "wireFormat.version=10"));
        s.add("wire-version-11", k -> pingPong(k, "wireFormat.version=11"));
        s.add("wire-version-12", k -> pingPong(k, "wireFormat.version=12"));
        s.add("wire-versions-mixed", ConnectionScenarios::mixedVersions);
        s.add("session-closed-with-open-transaction", ConnectionScenarios::sessionClosed);
        s.add("consumer-dispatch-sync", k -> pingPong(k, "jms.dispatchAsync=false"));
    }

    private static void pingPong(Kit k, String options) throws Exception {
        pingPong(k, options, options);
    }

    private static void mixedVersions(Kit k) throws Exception {
        pingPong(k, "wireFormat.version=1", "wireFormat.version=12");
        pingPong(k, "wireFormat.version=12", "wireFormat.version=1");
        pingPong(k, "wireFormat.version=9&wireFormat.tightEncodingEnabled=false", "wireFormat.version=11");
    }

    private static void pingPong(Kit k, String sender, String receiver) throws Exception {
        Session s = Kit.auto(k.connect(sender)), r = Kit.transacted(k.connect(receiver));
        Queue q = s.createQueue(k.name(sender.replaceAll("\\W", "")));
        MessageConsumer c = r.createConsumer(q);
        MessageProducer p = s.createProducer(q);
        for (int i = 1; i <= 20; i++) {
            Message m = s.createTextMessage("text " + i);
            m.setStringProperty("word", "property " + i);
            m.setJMSCorrelationID("correlation " + i);
            m.setJMSReplyTo(q);
            p.send(m, i % 2 == 0 ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT, i % 10, 60_000);
            Message got = Kit.next(c);
            Kit.same("text " + i, Kit.text(got), "text");
            Kit.same("property " + i, got.getStringProperty("word"), "property");
            Kit.same("correlation " + i, got.getJMSCorrelationID(), "JMSCorrelationID");
            Kit.same(q, got.getJMSReplyTo(), "JMSReplyTo");
            Kit.same(i % 10, got.getJMSPriority(), "JMSPriority");
            Kit.same(m.getJMSExpiration(), got.getJMSExpiration(), "JMSExpiration");
            r.commit();
        }
        TemporaryQueue t = s.createTemporaryQueue();
        t.delete();
        QueueBrowser b = s.createBrowser(q);
        Kit.check(!b.getEnumeration().hasMoreElements(), "the queue is not empty");
        c.close();
    }

    private static void withoutUser(Kit k) throws Exception {
        ActiveMQConnection c = k.track((ActiveMQConnection) new ActiveMQConnectionFactory(null, null, k.url).createConnection(), null);
        c.start();
        Session s = Kit.auto(c);
        Queue q = s.createQueue(k.name("q"));
        s.createProducer(q).send(s.createTextMessage("1"));
        Kit.expect(s.createConsumer(q), 1, 1);
    }

    private static void failoverUrl(Kit k) throws Exception {
        for (String url : new String[] {"failover:(" + k.url + ")", "failover:(tcp://127.0.0.1:1," + k.url + ")?randomize=false&initialReconnectDelay=10"}) {
            ActiveMQConnection c = k.track((ActiveMQConnection) new ActiveMQConnectionFactory(url).createConnection(), null);
            c.start();
            Session s = Kit.transacted(c);
            Queue q = s.createQueue(k.name("q"));
            s.createProducer(q).send(s.createTextMessage("1"));
            s.commit();
            Kit.expect(s.createConsumer(q), 1, 1);
            s.commit();
            c.close();
        }
    }

    private static void closeWithPending(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        Session s = Kit.auto(c);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 2500);
        MessageConsumer consumer = s.createConsumer(q);
        Kit.expect(consumer, 1, 10);
        c.close();
        MessageConsumer rest = k.session().createConsumer(q);
        Kit.expect(rest, 11, 2500);
        Kit.nothing(rest);
    }

    private static void manySessions(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            FutureTask<Void> task = new FutureTask<>(() -> {
                Session s = number % 2 == 0 ? Kit.auto(c) : Kit.transacted(c);
                Queue q = s.createQueue(k.name("q" + number));
                MessageProducer p = s.createProducer(q);
                MessageConsumer consumer = s.createConsumer(q);
                for (int n = 1; n <= 20; n++) {
                    p.send(s.createTextMessage(Integer.toString(n)));
                    if (s.getTransacted()) s.commit();
                    Kit.expect(consumer, n, n);
                    if (s.getTransacted()) s.commit();
                }
                s.close();
                return null;
            });
            tasks.add(task);
            new Thread(task, "session-" + i).start();
        }
        for (FutureTask<Void> t : tasks) t.get(20, TimeUnit.SECONDS);
    }

    private static void stopAndStart(Kit k) throws Exception {
        ActiveMQConnection c = k.open("", null);
        Session s = Kit.auto(c);
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer consumer = s.createConsumer(q);
        k.send(q, 3);
        Kit.nothing(consumer, "the connection was not started");
        c.start();
        Kit.expect(consumer, 1, 1);
        c.stop();
        Kit.nothing(consumer, "the connection was stopped");
        c.start();
        Kit.expect(consumer, 2, 3);
    }

    private static void many(Kit k) throws Exception {
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < 100; i++) sessions.add(k.session());
        Queue q = sessions.get(0).createQueue(k.name("q"));
        for (int i = 0; i < 100; i++) sessions.get(i).createProducer(q).send(sessions.get(i).createTextMessage(Integer.toString(i + 1)));
        Kit.expect(sessions.get(99).createConsumer(q), 1, 100);
    }

    /** Idle for several inactivity periods: the keep-alives of both sides must hold the connection. */
    private static void idle(Kit k) throws Exception {
        ActiveMQConnection c = k.connect("wireFormat.maxInactivityDuration=600&wireFormat.maxInactivityDurationInitalDelay=600");
        Session s = Kit.auto(c);
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer consumer = s.createConsumer(q);
        Thread.sleep(2500);
        Kit.check(!c.isTransportFailed(), "the idle connection was lost");
        s.createProducer(q).send(s.createTextMessage("1"));
        Kit.expect(consumer, 1, 1);
    }

    private static void metadata(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        Kit.until("the broker has told its name", () -> c.getBrokerName() != null && !c.getBrokerName().isEmpty());
        Kit.check(c.getBrokerInfo().getBrokerId() != null, "BrokerInfo without a broker id");
    }

    private static void sessionClosed(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        Session s = Kit.transacted(c);
        Queue in = s.createQueue(k.name("in")), out = s.createQueue(k.name("out"));
        k.send(in, 1);
        s.createProducer(out).send(s.createTextMessage("never committed"));
        Kit.expect(s.createConsumer(in), 1, 1);
        s.close();
        Session t = Kit.auto(c);
        Kit.expect(t.createConsumer(in), 1, 1);
        Kit.nothing(t.createConsumer(out), "its session was closed before the commit");
    }
}
