import java.util.*;
import javax.jms.*;
import javax.jms.Queue;

/** Selectors, and the destination wildcards. */
final class SelectorScenarios {
    private SelectorScenarios() { }

    static void addTo(Scenarios s) {
        s.add("selector-queue", SelectorScenarios::queue);
        // ActiveMQ looks at the first 200 messages only (maxPageSize) and never finds these.
        s.better("selector-queue-deep", SelectorScenarios::deep);
        s.add("selector-topic", SelectorScenarios::topic);
        s.add("selector-invalid", SelectorScenarios::invalid);
        s.add("selector-headers", SelectorScenarios::headers);
        s.add("selector-syntax", SelectorScenarios::syntax);
        // ActiveMQ reads (NOT n) = 6.
        s.better("selector-binding-of-not", k -> selects(k, Map.of("NOT n = 6", true)));
        s.add("selector-left-for-others", SelectorScenarios::leftForOthers);
        s.add("wildcard-queue-one-token", k -> queueWildcard(k, "*"));
        s.add("wildcard-queue-tail", k -> queueWildcard(k, ">"));
        s.add("wildcard-topic-one-token", k -> topicWildcard(k, "*", Arrays.asList("a", "b")));
        s.add("wildcard-topic-tail", k -> topicWildcard(k, ">", Arrays.asList("", "a", "b", "a.c")));
        s.add("wildcard-topic-everything", SelectorScenarios::everything);
        s.add("wildcard-queue-created-later", SelectorScenarios::createdLater);
    }

    private static final Kit.Dress PARITY = (m, i) -> m.setStringProperty("parity", i % 2 == 0 ? "even" : "odd");

    private static void queue(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer even = s.createConsumer(q, "parity = 'even'"), odd = s.createConsumer(q, "parity = 'odd'");
        k.send(q, 1, 100, PARITY);
        for (int i = 1; i <= 100; i += 2) {
            Kit.expect(odd, i, i);
            Kit.expect(even, i + 1, i + 1);
        }
        Kit.nothing(even);
        Kit.nothing(odd);
    }

    private static void deep(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1, 2500, (m, i) -> m.setBooleanProperty("wanted", i > 1000 && i % 100 == 0));
        MessageConsumer c = s.createConsumer(q, "wanted");
        for (int i = 1100; i <= 2500; i += 100) Kit.expect(c, i, i);
        Kit.nothing(c);
        c.close();
        Kit.same(2485, Kit.drain(s.createConsumer(q)).size(), "messages left for others");
    }

    private static void topic(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer even = s.createConsumer(t, "parity = 'even'"), all = s.createConsumer(t);
        k.send(t, 1, 10, PARITY);
        Kit.expect(all, 1, 10);
        for (int i = 2; i <= 10; i += 2) Kit.expect(even, i, i);
        Kit.nothing(even);
    }

    private static void invalid(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        for (String selector : new String[] {"a = ", "= 3", "a LIKE 3", "a BETWEEN 1", "'unclosed", "a IN (1", "a ++"}) {
            Kit.fails(InvalidSelectorException.class, "the selector " + selector + " on a queue", () -> s.createConsumer(q, selector));
            Kit.fails(InvalidSelectorException.class, "the selector " + selector + " on a topic", () -> s.createConsumer(s.createTopic(k.name("t")), selector));
        }
        k.send(q, 1);
        Kit.expect(s.createConsumer(q), 1, 1);   // the session goes on
    }

    private static void headers(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        p.send(s.createTextMessage("low"), DeliveryMode.PERSISTENT, 1, 0);
        for (String selector : new String[] {"JMSPriority > 5", "JMSType = 'order'", "JMSCorrelationID LIKE 'c-%'", "JMSDeliveryMode = 'NON_PERSISTENT'",
                "JMSMessageID = '@ID'", "JMSTimestamp > 0 AND JMSType IS NOT NULL", "JMSPriority = 8 AND NOT JMSRedelivered"}) {
            Message m = s.createTextMessage("high");
            m.setJMSType("order");
            m.setJMSCorrelationID("c-1");
            p.send(m, DeliveryMode.NON_PERSISTENT, 8, 0);
            MessageConsumer c = s.createConsumer(q, selector.replace("@ID", m.getJMSMessageID()));
            Kit.same("high", Kit.text(c.receive(Kit.PATIENCE)), "what " + selector + " selects");
            Kit.nothing(c, "one message matches " + selector);
            c.close();
        }
    }

    private static void syntax(Kit k) throws Exception {
        Map<String, Boolean> expressions = new LinkedHashMap<>();
        expressions.put("n BETWEEN 4 AND 6", true);
        expressions.put("n NOT BETWEEN 4 AND 6", false);
        expressions.put("s LIKE 'a_c%'", true);
        expressions.put("s LIKE 'a!_c%' ESCAPE '!'", false);
        expressions.put("s IN ('x', 'abcd')", true);
        expressions.put("s NOT IN ('x', 'abcd')", false);
        expressions.put("absent IS NULL", true);
        expressions.put("absent = 1", false);
        expressions.put("NOT (absent = 1)", false);
        expressions.put("absent = 1 OR n = 5", true);
        expressions.put("n + 1 = 2 * 3", true);
        expressions.put("d > 1.5 AND d < 3E0", true);
        expressions.put("n <> 5", false);
        expressions.put("b", true);
        expressions.put("b = FALSE", false);
        expressions.put("quote = 'it''s'", true);
        expressions.put("n = '5'", false);
        expressions.put("n = 5.0", true);
        expressions.put("-n = -5", true);
        selects(k, expressions);
    }

    private static void selects(Kit k, Map<String, Boolean> expressions) throws Exception {
        Session s = k.session();
        int number = 0;
        for (Map.Entry<String, Boolean> e : expressions.entrySet()) {
            Topic t = s.createTopic(k.name("t" + number++));
            MessageConsumer c = s.createConsumer(t, e.getKey());
            MessageProducer p = s.createProducer(t);
            Message m = s.createTextMessage("selected");
            m.setIntProperty("n", 5);
            m.setDoubleProperty("d", 2.25);
            m.setStringProperty("s", "abcd");
            m.setStringProperty("quote", "it's");
            m.setBooleanProperty("b", true);
            p.send(m);
            Message got = e.getValue() ? c.receive(Kit.PATIENCE) : c.receive(50);
            Kit.same(e.getValue(), got != null, e.getKey());
        }
    }

    private static void leftForOthers(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1, 10, PARITY);
        MessageConsumer even = s.createConsumer(q, "parity = 'even'");
        for (int i = 2; i <= 10; i += 2) Kit.expect(even, i, i);
        MessageConsumer rest = s.createConsumer(q);
        for (int i = 1; i <= 10; i += 2) Kit.expect(rest, i, i);
        Kit.nothing(rest);
    }

    // ---- wildcards

    private static void queueWildcard(Kit k, String wildcard) throws Exception {
        Session s = k.session();
        Queue a = s.createQueue(k.name("a")), b = s.createQueue(k.name("b")), other = s.createQueue(k.unique + "x.a");
        k.send(a, 1, 2);
        k.send(b, 3, 4);
        k.send(other, 5, 5);
        MessageConsumer c = s.createConsumer(s.createQueue(k.name(wildcard)));
        Set<String> got = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            Message m = Kit.next(c);
            got.add(Kit.text(m));
            Kit.same(Kit.text(m).compareTo("2") <= 0 ? a : b, m.getJMSDestination(), "JMSDestination is the queue, not the wildcard");
        }
        Kit.same(new TreeSet<>(Kit.texts(1, 4)), got, "messages");
        Kit.nothing(c);
        Kit.expect(s.createConsumer(other), 5, 5);
    }

    private static void topicWildcard(Kit k, String wildcard, List<String> expected) throws Exception {
        Session s = k.session();
        MessageConsumer c = s.createConsumer(s.createTopic(k.name(wildcard)));
        MessageProducer p = s.createProducer(null);
        for (String name : new String[] {"", "a", "b", "a.c"})
            p.send(s.createTopic(name.isEmpty() ? k.unique : k.name(name)), s.createTextMessage(name));
        for (String name : expected) Kit.same(name, Kit.text(Kit.next(c, "the message of '" + name + "'")), "text");
        Kit.nothing(c);
    }

    /** Also what other scenarios send; and ActiveMQ sends advisories to a subscriber of ">" too, which is left open here. */
    private static void everything(Kit k) throws Exception {
        Session s = k.session();
        MessageConsumer c = s.createConsumer(s.createTopic(">"));
        Topic t = s.createTopic(k.name("t"));
        k.send(t, 1);
        Message m = Kit.next(c);
        while (!t.equals(m.getJMSDestination())) m = Kit.next(c, "the message among those of other scenarios");
        Kit.same("1", Kit.text(m), "text");
    }

    private static void createdLater(Kit k) throws Exception {
        Session s = k.session();
        MessageConsumer c = s.createConsumer(s.createQueue(k.name("*.orders")));
        for (int i = 1; i <= 3; i++) k.send(s.createQueue(k.name("site" + i + ".orders")), i, i);
        Kit.expect(c, 1, 3);
        k.send(s.createQueue(k.name("site4.bills")), 4, 4);
        Kit.nothing(c);
    }
}
