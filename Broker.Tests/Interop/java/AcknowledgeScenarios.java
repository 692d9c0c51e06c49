import javax.jms.*;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQMessageConsumer;
import org.apache.activemq.ActiveMQSession;
import org.apache.activemq.RedeliveryPolicy;
import org.apache.activemq.command.ActiveMQMessage;

/** What is acknowledged is gone; what is not comes back, marked. */
final class AcknowledgeScenarios {
    private AcknowledgeScenarios() { }

    static void addTo(Scenarios s) {
        s.add("ack-auto", k -> everyReceivedIsGone(k, Session.AUTO_ACKNOWLEDGE, ""));
        s.add("ack-dups-ok", k -> everyReceivedIsGone(k, Session.DUPS_OK_ACKNOWLEDGE, ""));
        s.add("ack-optimized", k -> everyReceivedIsGone(k, Session.AUTO_ACKNOWLEDGE, "jms.optimizeAcknowledge=true"));
        s.add("ack-optimized-many", k -> optimizedMany(k, "&jms.prefetchPolicy.all=100"));
        // ActiveMQ dispatches the first 200 messages of a backlog (maxPageSize) and then waits for an acknowledgement, whatever
        // the prefetch; the client acknowledges at 650. The same in ack-client-many and transaction-large-receive.
        s.better("ack-optimized-many-default-prefetch", k -> optimizedMany(k, ""));
        s.add("ack-optimized-in-time", AcknowledgeScenarios::optimizedInTime);
        s.add("ack-client", AcknowledgeScenarios::client);
        s.better("ack-client-many", AcknowledgeScenarios::clientMany);
        s.add("ack-transacted", AcknowledgeScenarios::transacted);
        s.add("ack-individual", AcknowledgeScenarios::individual);
        s.add("ack-individual-reverse", AcknowledgeScenarios::individualReverse);
        s.add("ack-recover-order", AcknowledgeScenarios::recoverOrder);
        s.add("ack-socket-drop-redelivers", AcknowledgeScenarios::socketDrop);
        s.add("ack-topic", AcknowledgeScenarios::topic);
        s.add("redelivery-to-dlq", AcknowledgeScenarios::redeliveryToDlq);
        s.add("redelivery-listener-throws", AcknowledgeScenarios::listenerThrows);
        s.add("redelivery-durable-to-dlq", AcknowledgeScenarios::durableToDlq);
        s.add("redelivery-delay", AcknowledgeScenarios::redeliveryDelay);
        s.add("redelivery-count-survives-consumer", AcknowledgeScenarios::countSurvives);
    }

    private static void everyReceivedIsGone(Kit k, int mode, String options) throws Exception {
        ActiveMQConnection first = k.connect(options);
        Session s = first.createSession(false, mode);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 10);
        MessageConsumer c = s.createConsumer(q);
        Kit.expect(c, 1, 4);
        first.close();
        Session t = k.session();
        MessageConsumer d = t.createConsumer(q);
        Message fifth = Kit.next(d, "message 5");
        Kit.same("5", Kit.text(fifth), "first message left");
        Kit.same(false, fifth.getJMSRedelivered(), "JMSRedelivered of a message the application never saw");
        Kit.expect(d, 6, 10);
        Kit.nothing(d);
    }

    private static void optimizedMany(Kit k, String options) throws Exception {
        ActiveMQConnection c = k.connect("jms.optimizeAcknowledge=true" + options);
        Session s = Kit.auto(c);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 3000);
        Kit.expect(s.createConsumer(q), 1, 3000);
        c.close();
        Kit.nothing(k.session().createConsumer(q), "all were acknowledged");
    }

    /** What was received is acknowledged after a while, also when nothing more is received. */
    private static void optimizedInTime(Kit k) throws Exception {
        ActiveMQConnection c = k.connect("jms.optimizeAcknowledge=true&jms.optimizedAckScheduledAckInterval=200");
        Session s = Kit.auto(c), other = k.session();
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 10);
        Kit.expect(s.createConsumer(q), 1, 10);
        Kit.until("all are acknowledged", () -> {
            QueueBrowser b = other.createBrowser(q);
            try { return !b.getEnumeration().hasMoreElements(); } finally { b.close(); }
        });
        Kit.cutOff(c);
        Kit.nothing(other.createConsumer(q), "all were acknowledged");
    }

    private static void client(Kit k) throws Exception {
        ActiveMQConnection first = k.connect();
        Session s = first.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 10);
        MessageConsumer c = s.createConsumer(q);
        Kit.expect(c, 1, 3).acknowledge();
        Kit.expect(c, 4, 5);
        first.close();
        MessageConsumer d = k.session().createConsumer(q);
        for (int i = 4; i <= 5; i++) {
            Message m = Kit.next(d);
            Kit.same(Integer.toString(i), Kit.text(m), "text of the next message");
            Kit.same(true, m.getJMSRedelivered(), "JMSRedelivered of message " + i);
            Kit.same(2, Kit.deliveryCount(m), "JMSXDeliveryCount of message " + i);
        }
        Message sixth = Kit.expect(d, 6, 6);
        Kit.same(false, sixth.getJMSRedelivered(), "JMSRedelivered of a message the application never saw");
        Kit.expect(d, 7, 10);
        Kit.nothing(d);
    }

    /** More than a prefetch unacknowledged: the window must grow with the deliveries the client reports. */
    private static void clientMany(Kit k) throws Exception {
        Session s = k.connect().createSession(false, Session.CLIENT_ACKNOWLEDGE);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 3000);
        MessageConsumer c = s.createConsumer(q);
        Kit.expect(c, 1, 3000).acknowledge();
        c.close();
        Kit.nothing(k.session().createConsumer(q), "all were acknowledged");
    }

    private static void transacted(Kit k) throws Exception {
        ActiveMQConnection first = k.connect();
        Session s = Kit.transacted(first);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 10);
        MessageConsumer c = s.createConsumer(q);
        Kit.expect(c, 1, 5);
        s.commit();
        Kit.expect(c, 6, 8);
        first.close();
        MessageConsumer d = k.session().createConsumer(q);
        for (int i = 6; i <= 8; i++) {
            Message m = Kit.next(d);
            Kit.same(Integer.toString(i), Kit.text(m), "text of the next message");
            Kit.same(true, m.getJMSRedelivered(), "JMSRedelivered of message " + i);
        }
        Kit.expect(d, 9, 10);
        Kit.nothing(d);
    }

    private static void individual(Kit k) throws Exception {
        ActiveMQConnection first = k.connect();
        Session s = first.createSession(false, ActiveMQSession.INDIVIDUAL_ACKNOWLEDGE);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 10);
        MessageConsumer c = s.createConsumer(q);
        for (int i = 1; i <= 5; i++) {
            Message m = Kit.expect(c, i, i);
            if (i % 2 == 0) m.acknowledge();
        }
        first.close();
        MessageConsumer d = k.session().createConsumer(q);
        for (int i : new int[] {1, 3, 5}) {
            Message m = Kit.next(d);
            Kit.same(Integer.toString(i), Kit.text(m), "text of the next message");
            Kit.same(true, m.getJMSRedelivered(), "JMSRedelivered of message " + i);
        }
        Kit.expect(d, 6, 10);
        Kit.nothing(d);
    }

    private static void individualReverse(Kit k) throws Exception {
        ActiveMQConnection first = k.connect();
        Session s = first.createSession(false, ActiveMQSession.INDIVIDUAL_ACKNOWLEDGE);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 100);
        MessageConsumer c = s.createConsumer(q);
        Message[] all = new Message[101];
        for (int i = 1; i <= 100; i++) all[i] = Kit.expect(c, i, i);
        for (int i = 100; i > 1; i--) all[i].acknowledge();
        first.close();
        MessageConsumer d = k.session().createConsumer(q);
        Kit.expect(d, 1, 1);
        Kit.nothing(d, "2 to 100 were acknowledged");
    }

    private static void recoverOrder(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        c.setRedeliveryPolicy(atOnce(6));
        Session s = c.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 5);
        MessageConsumer consumer = s.createConsumer(q);
        Kit.expect(consumer, 1, 3);
        s.recover();
        for (int i = 1; i <= 3; i++) {
            Message m = Kit.expect(consumer, i, i);
            Kit.same(true, m.getJMSRedelivered(), "JMSRedelivered of message " + i);
            Kit.same(2, Kit.deliveryCount(m), "JMSXDeliveryCount of message " + i);
        }
        Kit.expect(consumer, 4, 5).acknowledge();
        c.close();
        Kit.nothing(k.session().createConsumer(q), "all were acknowledged");
    }

    private static void socketDrop(Kit k) throws Exception {
        ActiveMQConnection first = k.connect();
        Session s = first.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 10);
        Kit.expect(s.createConsumer(q), 1, 3);
        Kit.cutOff(first);
        MessageConsumer d = k.session().createConsumer(q);
        Message m = Kit.expect(d, 1, 1);
        Kit.same(true, m.getJMSRedelivered(), "JMSRedelivered after the socket went");
        Kit.expect(d, 2, 10);
        Kit.nothing(d);
    }

    private static void topic(Kit k) throws Exception {
        Session s = k.connect().createSession(false, Session.CLIENT_ACKNOWLEDGE);
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer a = s.createConsumer(t), b = s.createConsumer(t);
        k.send(t, 100);
        Kit.expect(a, 1, 100).acknowledge();
        Kit.expect(b, 1, 100).acknowledge();
        Kit.nothing(a);
        Kit.nothing(b);
    }

    // ---- redelivery

    static RedeliveryPolicy atOnce(int maximum) {
        RedeliveryPolicy p = new RedeliveryPolicy();
        p.setInitialRedeliveryDelay(0);
        p.setRedeliveryDelay(0);
        p.setMaximumRedeliveries(maximum);
        return p;
    }

    /** A consumer of the shared dead-letter queue that sees only this scenario's messages. */
    static MessageConsumer deadLetters(Kit k) throws JMSException {
        Session s = k.session();
        return s.createConsumer(s.createQueue("ActiveMQ.DLQ"), "probe = '" + k.unique + "'");
    }

    static void probe(Kit k, Message m) throws JMSException { m.setStringProperty("probe", k.unique); }

    private static void redeliveryToDlq(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        c.setRedeliveryPolicy(atOnce(2));
        Session s = Kit.transacted(c);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1, 2, (m, i) -> probe(k, m));
        MessageConsumer consumer = s.createConsumer(q);
        for (int delivery = 1; delivery <= 3; delivery++) {
            Message m = Kit.next(consumer, "delivery " + delivery);
            Kit.same("1", Kit.text(m), "text of delivery " + delivery);
            Kit.same(delivery > 1, m.getJMSRedelivered(), "JMSRedelivered of delivery " + delivery);
            Kit.same(delivery, Kit.deliveryCount(m), "JMSXDeliveryCount of delivery " + delivery);
            s.rollback();
        }
        Kit.expect(consumer, 2, 2);
        s.commit();
        MessageConsumer dead = deadLetters(k);
        Message m = Kit.next(dead, "the dead letter");
        Kit.same("1", Kit.text(m), "text of the dead letter");
        String cause = m.getStringProperty("dlqDeliveryFailureCause");
        Kit.check(cause != null && cause.contains("exceeds redelivery policy limit"), "dlqDeliveryFailureCause is " + cause);
        Kit.same(q, ((ActiveMQMessage) m).getOriginalDestination(), "original destination");
        Kit.same(0L, m.getJMSExpiration(), "JMSExpiration");
        Kit.same(DeliveryMode.PERSISTENT, m.getJMSDeliveryMode(), "JMSDeliveryMode");
        Kit.nothing(dead);
    }

    private static void listenerThrows(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        c.setRedeliveryPolicy(atOnce(1));
        Session s = Kit.auto(c);
        Queue q = s.createQueue(k.name("q"));
        Kit.Inbox good = new Kit.Inbox();
        s.createConsumer(q).setMessageListener(m -> {
            try {
                if (Kit.text(m).equals("1")) throw new RuntimeException("meant to fail");
            } catch (JMSException e) { throw new RuntimeException(e); }
            good.onMessage(m);
        });
        k.send(q, 1, 2, (m, i) -> probe(k, m));
        Kit.same("2", Kit.text(good.next("message 2")), "the message that is fine");
        Message dead = Kit.next(deadLetters(k), "the dead letter");
        Kit.same("1", Kit.text(dead), "text of the dead letter");
        Kit.check(String.valueOf(dead.getStringProperty("dlqDeliveryFailureCause")).contains("meant to fail"),
            "dlqDeliveryFailureCause does not name the listener's exception: " + dead.getStringProperty("dlqDeliveryFailureCause"));
    }

    private static void durableToDlq(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        c.setRedeliveryPolicy(atOnce(1));
        Session s = Kit.transacted(c);
        Topic t = s.createTopic(k.name("t"));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        k.send(t, 1, 2, (m, i) -> probe(k, m));
        for (int delivery = 1; delivery <= 2; delivery++) {
            Kit.expect(sub, 1, 1);
            s.rollback();
        }
        Kit.expect(sub, 2, 2);
        s.commit();
        Message dead = Kit.next(deadLetters(k), "the dead letter");
        Kit.same("1", Kit.text(dead), "text of the dead letter");
        Kit.same(t, ((ActiveMQMessage) dead).getOriginalDestination(), "original destination");
        sub.close();
        s.unsubscribe("sub");
    }

    private static void redeliveryDelay(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        RedeliveryPolicy p = atOnce(6);
        p.setInitialRedeliveryDelay(400);
        c.setRedeliveryPolicy(p);
        Session s = Kit.transacted(c);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 3);
        MessageConsumer consumer = s.createConsumer(q);
        Kit.expect(consumer, 1, 1);
        long rolledBack = System.nanoTime();
        s.rollback();
        Kit.expect(consumer, 1, 3);
        long millis = (System.nanoTime() - rolledBack) / 1_000_000;
        Kit.check(millis >= 380, "redelivered after " + millis + " ms instead of 400");
        s.commit();
    }

    private static void countSurvives(Kit k) throws Exception {
        Queue q = k.session().createQueue(k.name("q"));
        k.send(q, 1);
        for (int delivery = 1; delivery <= 4; delivery++) {
            ActiveMQConnection c = k.connect();
            Session s = Kit.transacted(c);
            ActiveMQMessageConsumer consumer = (ActiveMQMessageConsumer) s.createConsumer(q);
            Message m = Kit.next(consumer, "delivery " + delivery);
            Kit.same(delivery, Kit.deliveryCount(m), "JMSXDeliveryCount of delivery " + delivery);
            s.rollback();
            c.close();
        }
    }
}
