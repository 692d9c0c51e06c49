import java.util.*;
import java.util.concurrent.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;

/**
 * What destination policies do to consumers. The tests start the broker with a policy for each scenario's destinations (JavaScenarioPolicies.cs);
 * activemq.sh has the same from activemq/scenarios.xml.
 */
final class ConsumerPolicyScenarios {
    private ConsumerPolicyScenarios() { }

    static void addTo(Scenarios s) {
        s.add("policy-all-exclusive", ConsumerPolicyScenarios::allExclusive);
        s.add("policy-no-consumer-priority", ConsumerPolicyScenarios::noPriority);
        s.add("policy-strict-order", ConsumerPolicyScenarios::strictOrder);
        s.add("policy-consumers-before-start", ConsumerPolicyScenarios::consumersBeforeStart);
        s.add("policy-time-before-start", ConsumerPolicyScenarios::timeBeforeStart);
        s.add("policy-queue-prefetch", ConsumerPolicyScenarios::queuePrefetch);
        s.add("policy-queue-prefetch-zero", ConsumerPolicyScenarios::prefetchZero);
        s.add("policy-browser-prefetch", ConsumerPolicyScenarios::browserPrefetch);
        s.add("policy-topic-prefetch", ConsumerPolicyScenarios::topicPrefetch);
        s.add("policy-durable-prefetch", ConsumerPolicyScenarios::durablePrefetch);
        s.add("policy-no-prefetch-extension", ConsumerPolicyScenarios::noExtension);
        s.add("policy-prioritized", ConsumerPolicyScenarios::prioritized);
        // There a consumer of a queue whose prefetch is used up is not slow, and one of a topic when as much again waits for it.
        s.better("policy-slow-consumer-is-closed", ConsumerPolicyScenarios::slowQueue);
        s.better("policy-slow-topic-consumer-is-closed", ConsumerPolicyScenarios::slowTopic);
        s.add("policy-slow-ack-is-closed", ConsumerPolicyScenarios::slowAck);
        s.better("policy-slow-connection-is-closed", ConsumerPolicyScenarios::slowConnection);
    }

    private static MessageConsumer consumer(Kit k, String options) throws JMSException {
        Session s = k.session();
        return s.createConsumer(s.createQueue(k.name("q") + options));
    }

    private static Queue queue(Kit k) { return new org.apache.activemq.command.ActiveMQQueue(k.name("q")); }

    private static void allExclusive(Kit k) throws Exception {
        MessageConsumer a = consumer(k, ""), b = consumer(k, "");
        k.send(queue(k), 5);
        Kit.expect(a, 1, 5);
        Kit.nothing(b, "the first consumer has all");
        a.close();
        k.send(queue(k), 6, 8);
        Kit.expect(b, 6, 8);
    }

    private static void noPriority(Kit k) throws Exception {
        MessageConsumer low = consumer(k, "?consumer.priority=1"), high = consumer(k, "?consumer.priority=9");
        k.send(queue(k), 4);
        Kit.same(Arrays.asList("1", "3"), Kit.drain(low), "messages of the lower priority");
        Kit.same(Arrays.asList("2", "4"), Kit.drain(high), "messages of the higher priority");
    }

    private static void strictOrder(Kit k) throws Exception {
        MessageConsumer a = consumer(k, "?consumer.prefetchSize=10"), b = consumer(k, "?consumer.prefetchSize=10");
        k.send(queue(k), 12);
        Kit.expect(b, 11, 12);
        Kit.expect(a, 1, 10);
    }

    private static void consumersBeforeStart(Kit k) throws Exception {
        k.send(queue(k), 4);
        MessageConsumer a = consumer(k, "");
        Kit.nothing(a, "one more consumer is waited for");
        MessageConsumer b = consumer(k, "");
        Kit.same(2, Kit.drain(a).size(), "messages of the first");
        Kit.same(2, Kit.drain(b).size(), "messages of the second");
    }

    private static void timeBeforeStart(Kit k) throws Exception {
        k.send(queue(k), 2);
        long start = System.nanoTime();
        MessageConsumer a = consumer(k, "");
        Kit.expect(a, 1, 2);
        long waited = (System.nanoTime() - start) / 1_000_000;
        Kit.check(waited >= 900, "the first message came after " + waited + " ms");
    }

    private static void queuePrefetch(Kit k) throws Exception {
        MessageConsumer policys = consumer(k, ""), own = consumer(k, "?consumer.prefetchSize=7");
        k.send(queue(k), 20);
        MessageConsumer rest = consumer(k, "?consumer.prefetchSize=100");
        Kit.same(8, Kit.drain(rest).size(), "messages that are left by windows of 5 and 7");
        Kit.same(5, Kit.drain(policys).size(), "messages in the policy's window");
        Kit.same(7, Kit.drain(own).size(), "messages in the consumer's own window");
    }

    private static void prefetchZero(Kit k) throws Exception {
        MessageConsumer idle = consumer(k, ""), busy = consumer(k, "");
        k.send(queue(k), 6);
        Kit.expect(busy, 1, 5);
        Kit.expect(idle, 6, 6);
    }

    private static void browserPrefetch(Kit k) throws Exception {
        k.send(queue(k), 30);
        Session s = k.session();
        Kit.same(30, Collections.list(s.createBrowser(queue(k)).getEnumeration()).size(), "messages browsed through a window of 2");
    }

    private static void topicPrefetch(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer c = s.createConsumer(t);
        k.send(t, 50);
        Kit.expect(c, 1, 50);
    }

    private static void durablePrefetch(Kit k) throws Exception {
        ActiveMQConnection connection = k.connectAs(k.name("client"));
        Session s = Kit.auto(connection);
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer c = s.createDurableSubscriber(t, "s");
        k.send(t, 50);
        Kit.expect(c, 1, 50);
        c.close();
        s.unsubscribe("s");
    }

    private static void noExtension(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect());
        MessageConsumer c = s.createConsumer(s.createQueue(k.name("q") + "?consumer.prefetchSize=3"));
        k.send(queue(k), 5);
        Kit.expect(c, 1, 3);
        Kit.nothing(c, "its transaction holds as many as its prefetch");
        s.commit();
        Kit.expect(c, 4, 5);
        s.commit();
    }

    private static boolean isClosed(MessageConsumer c) throws JMSException {
        try {
            c.getMessageSelector();
            return false;
        } catch (javax.jms.IllegalStateException e) {
            return true;
        }
    }

    /** The highest priority first, and within one as they were sent: of a backlog, of what arrives, and of what came back. */
    private static void prioritized(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect("jms.messagePrioritySupported=true"));
        MessageProducer p = s.createProducer(queue(k));
        int[] priorities = {4, 0, 9, 4, 7, 9, 1, 0};
        for (int i = 0; i < priorities.length; i++) p.send(s.createTextMessage(priorities[i] + "." + i), DeliveryMode.PERSISTENT, priorities[i], 0);
        s.commit();
        MessageConsumer c = s.createConsumer(queue(k));
        List<String> ordered = Arrays.asList("9.2", "9.5", "7.4", "4.0", "4.3", "1.6", "0.1", "0.7");
        for (String text : ordered) Kit.same(text, Kit.text(Kit.next(c)), "next of the backlog");
        c.close();
        s.rollback();
        c = s.createConsumer(queue(k));
        for (String text : ordered) Kit.same(text, Kit.text(Kit.next(c)), "next after the rollback");
        s.commit();
    }

    private static void slowQueue(Kit k) throws Exception {
        MessageConsumer slow = consumer(k, "?consumer.prefetchSize=2");
        k.send(queue(k), 2);
        MessageConsumer other = consumer(k, "");
        Kit.until("the slow consumer is closed", () -> isClosed(slow));
        Kit.expect(other, 1, 2);
    }

    private static void slowTopic(Kit k) throws Exception {
        Session one = k.session(), two = k.session();
        Topic t = one.createTopic(k.name("t"));
        MessageConsumer slow = one.createConsumer(one.createTopic(k.name("t") + "?consumer.prefetchSize=2"));
        MessageConsumer other = two.createConsumer(t);
        k.send(t, 5);
        Kit.expect(other, 1, 5);
        Kit.until("the slow consumer is closed", () -> isClosed(slow));
        k.send(t, 6, 6);
        Kit.expect(other, 6, 6);
    }

    private static void slowAck(Kit k) throws Exception {
        Session s = k.connect().createSession(false, Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer silent = s.createConsumer(queue(k)), idle = consumer(k, "?consumer.priority=-1");
        k.send(queue(k), 1);
        Kit.expect(silent, 1, 1);
        Kit.until("the consumer that acknowledges nothing is closed", () -> isClosed(silent));
        Message again = Kit.next(idle, "its message");
        Kit.same(true, again.getJMSRedelivered(), "redelivered");
        Kit.check(!isClosed(idle), "a consumer without messages is not to be closed");
    }

    private static void slowConnection(Kit k) throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        ActiveMQConnection c = k.connect();
        c.setExceptionListener(e -> gone.countDown());
        Session s = Kit.auto(c);
        s.createConsumer(s.createQueue(k.name("q") + "?consumer.prefetchSize=1"));
        k.send(queue(k), 1);
        Kit.check(gone.await(Kit.PATIENCE, TimeUnit.MILLISECONDS), "the connection of the slow consumer was not closed");
        Kit.expect(consumer(k, ""), 1, 1);
    }
}
