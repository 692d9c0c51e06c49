import java.util.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.openwire.OpenWireFormat;

/** The four layouts of OpenWire and its versions, as a client asks for them: each comes about, and all say the same. */
final class WireScenarios {
    private WireScenarios() { }

    private static final int[] VERSIONS = {1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12};

    static void addTo(Scenarios s) {
        s.add("wire-mode-loose", k -> everyVersion(k, false, false));
        s.add("wire-mode-loose-cached", k -> everyVersion(k, false, true));
        s.add("wire-mode-tight", k -> everyVersion(k, true, false));
        s.add("wire-mode-tight-cached", k -> everyVersion(k, true, true));
        s.add("wire-mode-default", WireScenarios::byDefault);
        s.add("wire-mode-bodies-loose-cached", k -> everyBody(k, options(12, false, true)));
        s.add("wire-mode-bodies-tight", k -> everyBody(k, options(12, true, false)));
        s.add("wire-mode-bodies-tight-cached", k -> everyBody(k, options(12, true, true)));
        s.add("wire-cache-wraps-loose", k -> cacheWraps(k, false));
        s.add("wire-cache-wraps-tight", k -> cacheWraps(k, true));
        s.add("wire-large-tight", WireScenarios::large);
        s.add("wire-error-with-stack-trace", k -> error(k, true));
        s.add("wire-error-without-stack-trace", k -> error(k, false));
    }

    private static String options(int version, boolean tight, boolean cached) {
        return "jms.trustAllPackages=true&wireFormat.version=" + version
            + "&wireFormat.tightEncodingEnabled=" + tight + "&wireFormat.cacheEnabled=" + cached;
    }

    private static OpenWireFormat format(ActiveMQConnection c) { return (OpenWireFormat) c.getTransport().getWireFormat(); }

    private static void agreed(ActiveMQConnection c, int version, boolean tight, boolean cached) {
        Kit.same(version, format(c).getVersion(), "version agreed on");
        Kit.same(tight, format(c).isTightEncodingEnabled(), "tight encoding agreed on");
        Kit.same(cached, format(c).isCacheEnabled(), "object cache agreed on");
    }

    /** Headers and properties from this layout to a plain one and back, twice, so that the cache has something to name. */
    private static void everyVersion(Kit k, boolean tight, boolean cached) throws Exception {
        ActiveMQConnection plain = k.connect(options(12, false, false));
        Session p = Kit.auto(plain);
        for (int version : VERSIONS) {
            ActiveMQConnection c = k.connect(options(version, tight, cached));
            Session s = Kit.transacted(c);
            Queue there = s.createQueue(k.name("there" + version)), back = s.createQueue(k.name("back" + version));
            MessageConsumer arriving = p.createConsumer(there), returning = s.createConsumer(back);
            MessageProducer out = s.createProducer(there), in = p.createProducer(back);
            for (int i = 1; i <= 3; i++) {
                TextMessage m = s.createTextMessage("text " + i);
                m.setStringProperty("word", "property " + i);
                m.setJMSCorrelationID(i == 2 ? null : "h\u00e9\u0000\uD83D\uDE80" + i);
                m.setJMSReplyTo(back);
                m.setJMSType("order");
                m.setStringProperty("JMSXGroupID", "group");
                out.send(m, i % 2 == 0 ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT, i, i == 3 ? 3_600_000 : 0);
                s.commit();
                Message got = Kit.next(arriving, "message " + i + " of version " + version);
                same(m, got);
                in.send(got.getJMSReplyTo(), got, DeliveryMode.PERSISTENT, i, 0);
                same(got, Kit.next(returning, "message " + i + " back to version " + version));
                s.commit();
            }
            QueueBrowser b = s.createBrowser(back);
            Kit.check(!b.getEnumeration().hasMoreElements(), "the queue is not empty");
            b.close();
            s.createTemporaryTopic().delete();
            agreed(c, version, tight, cached);
            c.close();
        }
    }

    private static void same(Message sent, Message got) throws JMSException {
        Kit.same(Kit.text(sent), Kit.text(got), "text");
        Kit.same(sent.getStringProperty("word"), got.getStringProperty("word"), "property");
        Kit.same(sent.getStringProperty("JMSXGroupID"), got.getStringProperty("JMSXGroupID"), "JMSXGroupID");
        Kit.same(sent.getJMSCorrelationID(), got.getJMSCorrelationID(), "JMSCorrelationID");
        Kit.same(sent.getJMSReplyTo(), got.getJMSReplyTo(), "JMSReplyTo");
        Kit.same(sent.getJMSType(), got.getJMSType(), "JMSType");
        Kit.same(sent.getJMSMessageID(), got.getJMSMessageID(), "JMSMessageID");
        Kit.same(sent.getJMSPriority(), got.getJMSPriority(), "JMSPriority");
        Kit.same(sent.getJMSExpiration(), got.getJMSExpiration(), "JMSExpiration");
        Kit.same(sent.getJMSTimestamp(), got.getJMSTimestamp(), "JMSTimestamp");
        Kit.same(sent.getJMSDestination(), got.getJMSDestination(), "JMSDestination");
    }

    /** A client that asks for nothing gets what ActiveMQ gives it. */
    private static void byDefault(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        Kit.auto(c);
        agreed(c, 12, true, true);
        Kit.check(format(c).isStackTraceEnabled(), "no stack traces");
    }

    private static void everyBody(Kit k, String options) throws Exception {
        Session plain = Kit.auto(k.connect(options(12, false, false))), other = Kit.auto(k.connect(options));
        MessageScenarios.everyBody(k, plain, other);
        MessageScenarios.everyBody(k, other, plain);
    }

    /** Far more destinations than the cache has slots, each used again after the numbers have come round. */
    private static void cacheWraps(Kit k, boolean tight) throws Exception {
        ActiveMQConnection c = k.connect(options(12, tight, true) + "&wireFormat.cacheSize=128");
        Session s = Kit.auto(c);
        MessageProducer p = s.createProducer(null);
        List<Queue> queues = new ArrayList<>();
        for (int i = 0; i < 150; i++) queues.add(s.createQueue(k.name("q" + i)));
        for (int round = 1; round <= 2; round++) {
            for (Queue q : queues) p.send(q, s.createTextMessage(q.getQueueName() + round), DeliveryMode.NON_PERSISTENT, 4, 0);
            for (Queue q : queues) {
                MessageConsumer consumer = s.createConsumer(q);
                Message m = Kit.next(consumer, "the message of " + q);
                Kit.same(q.getQueueName() + round, Kit.text(m), "text");
                Kit.same(q, m.getJMSDestination(), "JMSDestination");
                consumer.close();
            }
        }
    }

    private static void large(Kit k) throws Exception {
        char[] text = new char[5_000_000];
        for (int i = 0; i < text.length; i++) text[i] = (char) ('a' + i % 26);
        Session s = Kit.auto(k.connect(options(12, true, true)));
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        MessageConsumer c = s.createConsumer(q);
        for (int i = 1; i <= 2; i++) {
            p.send(s.createTextMessage(new String(text) + i));
            Kit.same(new String(text) + i, Kit.text(Kit.next(c)), "text");
        }
    }

    /** Errors arrive in either form, and a poisoned message's cause is read in either form. */
    private static void error(Kit k, boolean traces) throws Exception {
        for (boolean tight : new boolean[] {true, false}) {
            ActiveMQConnection c = k.connect(options(12, tight, tight) + "&wireFormat.stackTraceEnabled=" + traces
                + "&jms.redeliveryPolicy.maximumRedeliveries=0");
            Session s = Kit.auto(c);
            Queue q = s.createQueue(k.name("q" + tight));
            String reason = Kit.fails(InvalidSelectorException.class, "a selector without sense", () -> s.createConsumer(q, "a = "));
            Kit.check(!reason.isEmpty(), "no reason");
            Kit.same(traces, format(c).isStackTraceEnabled(), "stack traces agreed on");
            Message poison = s.createTextMessage("poison");
            poison.setStringProperty("probe", k.unique + tight);
            s.createProducer(q).send(poison);
            Session t = Kit.transacted(c);
            MessageConsumer consumer = t.createConsumer(q);
            Kit.next(consumer);
            t.rollback();
            Kit.nothing(consumer, "the message is poison");
            Message dead = Kit.next(s.createConsumer(s.createQueue("ActiveMQ.DLQ"), "probe = '" + k.unique + tight + "'"));
            String cause = dead.getStringProperty("dlqDeliveryFailureCause");
            Kit.check(cause.contains("redelivery policy limit"), "another cause: " + cause);
        }
    }
}
