import java.util.*;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.jms.*;
import javax.jms.Queue;

/** Message groups: who gets which, in which order, and until when. */
final class GroupScenarios {
    private GroupScenarios() { }

    static void addTo(Scenarios s) {
        s.add("group-stays-with-one-consumer", GroupScenarios::oneConsumer);
        s.add("group-consumers-share-evenly", GroupScenarios::balanced);
        s.add("group-first-for-consumer", GroupScenarios::first);
        s.add("group-owner-closes", GroupScenarios::ownerCloses);
        s.add("group-sequence-one-begins-anew", GroupScenarios::beginsAnew);
        s.add("group-negative-sequence-closes", GroupScenarios::closes);
        s.add("group-rollback-keeps-order", GroupScenarios::rollback);
        s.add("group-closed-in-transaction-waits", GroupScenarios::transaction);
        s.add("group-selector", GroupScenarios::selector);
        s.add("group-prefetch-zero", GroupScenarios::pulled);
        s.better("group-exclusive-takes-over", GroupScenarios::exclusive);   // there the group's messages wait for ever
        s.better("group-busy-owner-does-not-block", GroupScenarios::beyondMemory);   // there beyond a page of 200
    }

    private static void send(Kit k, int from, int to, String... groups) throws JMSException { send(k, 0, from, to, groups); }

    /** Messages from..to; each in the next of the groups. */
    private static void send(Kit k, int sequence, int from, int to, String... groups) throws JMSException {
        k.send(queue(k), from, to, (m, i) -> {
            m.setStringProperty("JMSXGroupID", groups[(i - from) % groups.length]);
            if (sequence != 0) m.setIntProperty("JMSXGroupSeq", sequence);
        });
    }

    private static Queue queue(Kit k) { return new org.apache.activemq.command.ActiveMQQueue(k.name("q")); }

    private static MessageConsumer consumer(Kit k, String options) throws JMSException {
        Session s = k.session();
        return s.createConsumer(s.createQueue(k.name("q") + options));
    }

    private static MessageConsumer consumer(Kit k) throws JMSException { return consumer(k, ""); }

    private static List<Message> collect(MessageConsumer c) throws JMSException {
        List<Message> got = new CopyOnWriteArrayList<>();
        c.setMessageListener(got::add);
        return got;
    }

    private static Set<String> groups(List<Message> messages) throws JMSException {
        Set<String> groups = new TreeSet<>();
        for (Message m : messages) groups.add(m.getStringProperty("JMSXGroupID"));
        return groups;
    }

    private static void oneConsumer(Kit k) throws Exception {
        List<Message> a = collect(consumer(k)), b = collect(consumer(k)), c = collect(consumer(k));
        send(k, 1, 300, "A", "B", "C", "D", "E");
        Kit.until("all have arrived", () -> a.size() + b.size() + c.size() == 300);
        Set<String> seen = new HashSet<>();
        for (List<Message> one : Arrays.asList(a, b, c)) {
            for (String group : groups(one)) Kit.check(seen.add(group), group + " went to two consumers");
            Map<String, Integer> last = new HashMap<>();
            for (Message m : one) {
                int number = Integer.parseInt(Kit.text(m));
                Integer before = last.put(m.getStringProperty("JMSXGroupID"), number);
                Kit.check(before == null || before < number, number + " came after " + before);
            }
        }
    }

    private static void balanced(Kit k) throws Exception {
        List<Message> a = collect(consumer(k)), b = collect(consumer(k));
        send(k, 1, 40, "A", "B", "C", "D");
        Kit.until("all have arrived", () -> a.size() + b.size() == 40);
        Kit.same(2, groups(a).size(), "groups of the first consumer");
        Kit.same(2, groups(b).size(), "groups of the second consumer");
    }

    private static void first(Kit k) throws Exception {
        MessageConsumer c = consumer(k);
        send(k, 1, 3, "A");
        Kit.same(true, Kit.next(c).getBooleanProperty("JMSXGroupFirstForConsumer"), "flag of the first");
        Kit.same(false, Kit.next(c).getBooleanProperty("JMSXGroupFirstForConsumer"), "flag of the second");
        Kit.same("3", Kit.text(Kit.next(c)), "text of the third");
    }

    private static void ownerCloses(Kit k) throws Exception {
        MessageConsumer a = consumer(k);
        send(k, 1, 10, "A");
        Kit.expect(a, 1, 3);
        MessageConsumer b = consumer(k);
        Kit.nothing(b, "the group has an owner");
        a.close();
        Message m = Kit.next(b, "the next of the group");
        Kit.same("4", Kit.text(m), "text of the next");
        Kit.same(true, m.getBooleanProperty("JMSXGroupFirstForConsumer"), "flag of the first for the new owner");
        Kit.expect(b, 5, 10);
    }

    private static void beginsAnew(Kit k) throws Exception {
        MessageConsumer a = consumer(k), b = consumer(k);
        send(k, 1, 1, 1, "A");
        send(k, 2, 2, 3, "A");
        Kit.expect(a, 1, 3);
        send(k, 1, 4, 4, "A");
        send(k, 2, 5, 6, "A");
        Kit.expect(b, 4, 6);
        Kit.nothing(a, "the group has begun anew elsewhere");
    }

    private static void closes(Kit k) throws Exception {
        MessageConsumer a = consumer(k), b = consumer(k);
        send(k, 1, 2, "A");
        send(k, -1, 3, 3, "A");
        send(k, 4, 6, "A");
        Kit.expect(a, 1, 3);
        Kit.expect(b, 4, 6);
    }

    private static void rollback(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect("jms.redeliveryPolicy.initialRedeliveryDelay=0&jms.redeliveryPolicy.redeliveryDelay=0"));
        MessageConsumer a = s.createConsumer(queue(k));
        MessageConsumer b = consumer(k);
        send(k, 1, 10, "A");
        Kit.expect(a, 1, 4);
        s.rollback();
        Kit.expect(a, 1, 10);
        s.commit();
        send(k, 11, 12, "A");
        Kit.expect(a, 11, 12);
        Kit.nothing(b, "the group has an owner");
        s.commit();
    }

    /** What has been received in an open transaction stays before what has not. */
    private static void transaction(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect());
        MessageConsumer a = s.createConsumer(queue(k));
        send(k, 1, 3, "A");
        Kit.expect(a, 1, 2);
        MessageConsumer b = consumer(k);
        a.close();
        Kit.nothing(b, "two messages of the group are in an open transaction");
        s.rollback();
        s.close();
        Kit.expect(b, 1, 3);
    }

    private static void selector(Kit k) throws Exception {
        Session one = k.session(), two = k.session();
        MessageConsumer red = one.createConsumer(queue(k), "color = 'red'"), blue = two.createConsumer(queue(k), "color = 'blue'");
        k.send(queue(k), 1, 6, (m, i) -> {
            m.setStringProperty("JMSXGroupID", i % 2 == 0 ? "A" : "B");
            m.setStringProperty("color", i % 2 == 0 ? "red" : "blue");
        });
        for (int i = 1; i <= 5; i += 2) Kit.expect(blue, i, i);
        for (int i = 2; i <= 6; i += 2) Kit.expect(red, i, i);
    }

    private static void pulled(Kit k) throws Exception {
        MessageConsumer a = consumer(k, "?consumer.prefetchSize=0"), b = consumer(k, "?consumer.prefetchSize=0");
        send(k, 1, 4, "A", "B");
        Kit.expect(a, 1, 1);
        Kit.expect(b, 2, 2);
        Kit.expect(a, 3, 3);
        Kit.same(null, a.receiveNoWait(), "another group's message");
        Kit.expect(b, 4, 4);
    }

    private static void exclusive(Kit k) throws Exception {
        MessageConsumer plain = consumer(k);
        send(k, 1, 2, "A");
        Kit.expect(plain, 1, 2);
        MessageConsumer exclusive = consumer(k, "?consumer.exclusive=true");
        send(k, 3, 5, "A");
        Kit.expect(exclusive, 3, 5);
        Kit.nothing(plain, "there is an exclusive consumer");
    }

    private static void beyondMemory(Kit k) throws Exception {
        Session s = k.connect().createSession(false, Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer busy = s.createConsumer(s.createQueue(k.name("q") + "?consumer.prefetchSize=1"));
        MessageConsumer free = consumer(k);
        send(k, 1, 1000, "A");
        send(k, 1001, 1003, "B");
        Kit.expect(free, 1001, 1003);
        Kit.expect(busy, 1, 1);
    }
}
