import java.util.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQSession;
import org.apache.activemq.RedeliveryPolicy;
import org.apache.activemq.command.ActiveMQQueue;

/** The client's RedeliveryPolicy: how often, when and in which order a message comes back, and where it ends. */
final class RedeliveryScenarios {
    private RedeliveryScenarios() { }

    static void addTo(Scenarios s) {
        s.add("redelivery-exponential-backoff", RedeliveryScenarios::exponential);
        s.add("redelivery-policy-of-the-destination", RedeliveryScenarios::perDestination);
        s.add("redelivery-without-end", RedeliveryScenarios::unlimited);
        s.add("redelivery-none", RedeliveryScenarios::none);
        s.add("redelivery-blocking-keeps-order", k -> rollbackFirst(k, "", Kit.texts(1, 4)));
        s.add("redelivery-non-blocking", k -> rollbackFirst(k, "jms.nonBlockingRedelivery=true", Arrays.asList("2", "3", "4", "1")));
        s.add("redelivery-recover-to-dlq", RedeliveryScenarios::recover);
        s.add("redelivery-individual-recover", RedeliveryScenarios::individual);
        s.add("redelivery-whole-transaction", RedeliveryScenarios::wholeTransaction);
        s.add("redelivery-dead-letter-is-new", RedeliveryScenarios::deadLetter);
        s.add("redelivery-dead-letter-dies-again", RedeliveryScenarios::diesAgain);
        s.add("redelivery-topic", RedeliveryScenarios::topic);
        s.add("redelivery-of-both-modes", RedeliveryScenarios::bothModes);
        s.add("redelivery-by-the-broker", RedeliveryScenarios::byTheBroker);
    }

    private static ActiveMQConnection connect(Kit k, String options, RedeliveryPolicy policy) throws JMSException {
        ActiveMQConnection c = k.open(options, null);
        c.setRedeliveryPolicy(policy);
        c.start();
        return c;
    }

    private static void exponential(Kit k) throws Exception {
        RedeliveryPolicy p = new RedeliveryPolicy();
        p.setInitialRedeliveryDelay(100);
        p.setRedeliveryDelay(100);
        p.setUseExponentialBackOff(true);
        p.setBackOffMultiplier(3);
        p.setMaximumRedeliveryDelay(500);
        Session s = Kit.transacted(connect(k, "", p));
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1);
        MessageConsumer c = s.createConsumer(q);
        for (long delay : new long[] {0, 100, 300, 500}) {
            long start = System.nanoTime();
            Message m = Kit.expect(c, 1, 1);
            long waited = (System.nanoTime() - start) / 1_000_000;
            Kit.check(waited >= delay - 20, "delivery " + Kit.deliveryCount(m) + " came after " + waited + " ms instead of " + delay);
            s.rollback();
        }
    }

    private static void perDestination(Kit k) throws Exception {
        ActiveMQConnection c = connect(k, "", AcknowledgeScenarios.atOnce(3));
        c.getRedeliveryPolicyMap().put(new ActiveMQQueue(k.name("once.>")), AcknowledgeScenarios.atOnce(0));
        Session s = Kit.transacted(c);
        for (String name : new String[] {"once.q", "often.q"}) {
            Queue q = s.createQueue(k.name(name));
            k.send(q, 1, 1, (m, i) -> { AcknowledgeScenarios.probe(k, m); m.setStringProperty("queue", name); });
            MessageConsumer consumer = s.createConsumer(q);
            for (int delivery = name.equals("once.q") ? 4 : 1; delivery <= 4; delivery++) {
                Kit.expect(consumer, 1, 1);
                s.rollback();
            }
            Kit.nothing(consumer, "it is dead");
            consumer.close();
        }
        MessageConsumer dead = AcknowledgeScenarios.deadLetters(k);
        Kit.same("once.q", Kit.next(dead, "the first dead letter").getStringProperty("queue"), "queue of the first dead letter");
        Kit.same("often.q", Kit.next(dead, "the second dead letter").getStringProperty("queue"), "queue of the second dead letter");
    }

    private static void unlimited(Kit k) throws Exception {
        Session s = Kit.transacted(connect(k, "", AcknowledgeScenarios.atOnce(RedeliveryPolicy.NO_MAXIMUM_REDELIVERIES)));
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1);
        MessageConsumer c = s.createConsumer(q);
        for (int delivery = 1; delivery <= 50; delivery++) {
            Kit.same(delivery, Kit.deliveryCount(Kit.expect(c, 1, 1)), "JMSXDeliveryCount");
            s.rollback();
        }
        Kit.expect(c, 1, 1);
        s.commit();
        Kit.nothing(c);
    }

    private static void none(Kit k) throws Exception {
        Session s = Kit.transacted(connect(k, "", AcknowledgeScenarios.atOnce(0)));
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1, 2, (m, i) -> AcknowledgeScenarios.probe(k, m));
        MessageConsumer c = s.createConsumer(q);
        Kit.expect(c, 1, 1);
        s.rollback();
        Kit.expect(c, 2, 2);
        s.commit();
        Kit.expect(AcknowledgeScenarios.deadLetters(k), 1, 1);
    }

    /** The first of four is rolled back once, and waits half a second; the answer is the order in which all are received for good. */
    private static void rollbackFirst(Kit k, String options, List<String> expected) throws Exception {
        RedeliveryPolicy p = AcknowledgeScenarios.atOnce(6);
        p.setInitialRedeliveryDelay(500);
        Session s = Kit.transacted(connect(k, options, p));
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 4);
        MessageConsumer c = s.createConsumer(q);
        Kit.expect(c, 1, 1);
        s.rollback();
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 4; i++) order.add(Kit.text(Kit.next(c)));
        s.commit();
        Kit.same(expected, order, "order after the rollback");
        Kit.nothing(c);
    }

    private static void recover(Kit k) throws Exception {
        Session s = connect(k, "", AcknowledgeScenarios.atOnce(1)).createSession(false, Session.CLIENT_ACKNOWLEDGE);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1, 2, (m, i) -> AcknowledgeScenarios.probe(k, m));
        MessageConsumer c = s.createConsumer(q);
        for (int delivery = 1; delivery <= 2; delivery++) {
            Kit.same(delivery, Kit.deliveryCount(Kit.expect(c, 1, 1)), "JMSXDeliveryCount");
            s.recover();
        }
        Kit.expect(c, 2, 2).acknowledge();
        Message dead = Kit.expect(AcknowledgeScenarios.deadLetters(k), 1, 1);
        Kit.check(dead.getStringProperty("dlqDeliveryFailureCause").contains("exceeds redelivery policy limit"), "dlqDeliveryFailureCause is "
            + dead.getStringProperty("dlqDeliveryFailureCause"));
    }

    private static void individual(Kit k) throws Exception {
        Session s = connect(k, "", AcknowledgeScenarios.atOnce(6)).createSession(false, ActiveMQSession.INDIVIDUAL_ACKNOWLEDGE);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 4);
        MessageConsumer c = s.createConsumer(q);
        for (int i = 1; i <= 4; i++) {
            Message m = Kit.expect(c, i, i);
            if (i == 2) m.acknowledge();
        }
        s.recover();
        for (int i : new int[] {1, 3, 4}) {
            Message m = Kit.expect(c, i, i);
            Kit.same(2, Kit.deliveryCount(m), "JMSXDeliveryCount of message " + i);
            m.acknowledge();
        }
        Kit.nothing(c);
    }

    /** What fails together dies together, and in order. */
    private static void wholeTransaction(Kit k) throws Exception {
        Session s = Kit.transacted(connect(k, "", AcknowledgeScenarios.atOnce(1)));
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1, 4, (m, i) -> AcknowledgeScenarios.probe(k, m));
        MessageConsumer c = s.createConsumer(q);
        for (int delivery = 1; delivery <= 2; delivery++) {
            Kit.expect(c, 1, 3);
            s.rollback();
        }
        Kit.expect(c, 4, 4);
        s.commit();
        Kit.expect(AcknowledgeScenarios.deadLetters(k), 1, 3);
    }

    /** Who reads the dead letters gets a message of its own right: nothing of its former deliveries is counted. */
    private static void deadLetter(Kit k) throws Exception {
        Session s = Kit.transacted(connect(k, "", AcknowledgeScenarios.atOnce(2)));
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1, 1, (m, i) -> { AcknowledgeScenarios.probe(k, m); m.setJMSCorrelationID("c"); m.setJMSType("t"); });
        MessageConsumer c = s.createConsumer(q);
        String id = null;
        for (int delivery = 1; delivery <= 3; delivery++) {
            id = Kit.expect(c, 1, 1).getJMSMessageID();
            s.rollback();
        }
        Message dead = Kit.expect(AcknowledgeScenarios.deadLetters(k), 1, 1);
        Kit.same(id, dead.getJMSMessageID(), "JMSMessageID");
        Kit.same("c", dead.getJMSCorrelationID(), "JMSCorrelationID");
        Kit.same("t", dead.getJMSType(), "JMSType");
        Kit.same("ActiveMQ.DLQ", ((Queue) dead.getJMSDestination()).getQueueName(), "JMSDestination");
        Kit.same(false, dead.getJMSRedelivered(), "JMSRedelivered");
        Kit.same(1, Kit.deliveryCount(dead), "JMSXDeliveryCount");
        Kit.same(0L, dead.getLongProperty("originalExpiration"), "originalExpiration");
    }

    /** A dead letter that its reader gives up too is gone: it never goes back to where it lies. */
    private static void diesAgain(Kit k) throws Exception {
        Session s = Kit.transacted(connect(k, "", AcknowledgeScenarios.atOnce(0)));
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1, 1, (m, i) -> AcknowledgeScenarios.probe(k, m));
        MessageConsumer c = s.createConsumer(q);
        Kit.expect(c, 1, 1);
        s.rollback();
        MessageConsumer dead = s.createConsumer(s.createQueue("ActiveMQ.DLQ"), "probe = '" + k.unique + "'");
        Kit.expect(dead, 1, 1);
        s.rollback();
        Kit.nothing(dead, "a dead letter is given up once");
        dead.close();
        Kit.nothing(AcknowledgeScenarios.deadLetters(k), "it did not come back either");
    }

    private static void topic(Kit k) throws Exception {
        Session s = Kit.transacted(connect(k, "", AcknowledgeScenarios.atOnce(1)));
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer c = s.createConsumer(t), other = k.session().createConsumer(t);
        k.send(t, 1, 2, (m, i) -> AcknowledgeScenarios.probe(k, m));
        for (int delivery = 1; delivery <= 2; delivery++) {
            Kit.same(delivery, Kit.deliveryCount(Kit.expect(c, 1, 1)), "JMSXDeliveryCount");
            s.rollback();
        }
        Kit.expect(c, 2, 2);
        s.commit();
        Kit.expect(other, 1, 2);
    }

    /** Of what is given up a persistent message is kept, and a non-persistent one is dropped. */
    private static void bothModes(Kit k) throws Exception {
        Session s = Kit.transacted(connect(k, "", AcknowledgeScenarios.atOnce(0)));
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        MessageConsumer c = s.createConsumer(q);
        for (int mode : new int[] {DeliveryMode.NON_PERSISTENT, DeliveryMode.PERSISTENT}) {
            Message m = s.createTextMessage(mode == DeliveryMode.PERSISTENT ? "kept" : "dropped");
            AcknowledgeScenarios.probe(k, m);
            p.send(m, mode, 4, 0);
            s.commit();
            Kit.next(c);
            s.rollback();
        }
        MessageConsumer dead = AcknowledgeScenarios.deadLetters(k);
        Kit.same("kept", Kit.text(Kit.next(dead)), "the dead letter");
        Kit.nothing(dead);
    }

    /** Two redeliveries by the broker's policy, a second apart, and none by the client's; others go on meanwhile. */
    private static void byTheBroker(Kit k) throws Exception {
        Session s = Kit.transacted(connect(k, "", AcknowledgeScenarios.atOnce(0)));
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1, 2, (m, i) -> AcknowledgeScenarios.probe(k, m));
        MessageConsumer c = s.createConsumer(q);
        Kit.expect(c, 1, 1);
        s.rollback();
        long givenUp = System.nanoTime();
        Kit.expect(c, 2, 2);
        s.commit();
        for (int redelivery = 1; redelivery <= 2; redelivery++) {
            Message m = Kit.expect(c, 1, 1);
            long waited = (System.nanoTime() - givenUp) / 1_000_000;
            Kit.check(waited >= 950, "redelivery " + redelivery + " came after " + waited + " ms");
            Kit.same(true, m.getJMSRedelivered(), "JMSRedelivered of redelivery " + redelivery);
            Kit.same(redelivery + 1, Kit.deliveryCount(m), "JMSXDeliveryCount of redelivery " + redelivery);
            s.rollback();
            givenUp = System.nanoTime();
        }
        Kit.expect(AcknowledgeScenarios.deadLetters(k), 1, 1);
        Kit.nothing(c);
    }
}
