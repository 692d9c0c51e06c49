import java.util.Arrays;
import javax.jms.*;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.command.ActiveMQTopic;
import org.apache.activemq.command.RemoveSubscriptionInfo;

/** Durable subscriptions: what was sent while the subscriber was away waits for it. */
final class DurableScenarios {
    private DurableScenarios() { }

    static void addTo(Scenarios s) {
        s.add("durable-away-and-back", DurableScenarios::awayAndBack);
        s.add("durable-partly-acknowledged", DurableScenarios::partlyAcknowledged);
        s.add("durable-two-subscribers", DurableScenarios::twoSubscribers);
        s.add("durable-unsubscribe", DurableScenarios::unsubscribe);
        s.add("durable-unsubscribe-while-active", DurableScenarios::unsubscribeActive);
        s.add("durable-unsubscribe-unknown", DurableScenarios::unsubscribeUnknown);
        s.add("durable-already-in-use", DurableScenarios::inUse);
        s.add("durable-client-id-in-use", DurableScenarios::clientIdInUse);
        s.add("durable-selector", DurableScenarios::selector);
        s.add("durable-selector-changed", DurableScenarios::selectorChanged);
        s.add("durable-topic-changed", DurableScenarios::topicChanged);
        s.add("durable-no-local", DurableScenarios::noLocal);
        s.add("durable-non-persistent", DurableScenarios::nonPersistent);
        s.add("durable-socket-drop", DurableScenarios::socketDrop);
        s.add("durable-topic-not-destroyed", DurableScenarios::destroyed);
        s.add("durable-many", DurableScenarios::many);
        // Any client of ActiveMQ may throw away the messages of any other.
        s.better("durable-of-another-client-stays", DurableScenarios::ofAnother);
    }

    private static void ofAnother(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = Kit.auto(c);
        Topic t = s.createTopic(k.name("t"));
        s.createDurableSubscriber(t, "sub");
        c.close();
        k.send(t, 1, 1);
        ActiveMQConnection thief = k.connect();
        RemoveSubscriptionInfo theirs = new RemoveSubscriptionInfo();
        theirs.setConnectionId(thief.getConnectionInfo().getConnectionId());
        theirs.setClientId(k.unique);
        theirs.setSubscriptionName("sub");
        Kit.fails(InvalidClientIDException.class, "removing another client's subscription", () -> thief.syncSendPacket(theirs));
        Kit.expect(Kit.auto(k.connectAs(k.unique)).createDurableSubscriber(t, "sub"), 1, 1);
    }

    private static void awayAndBack(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = Kit.auto(c);
        Topic t = s.createTopic(k.name("t"));
        k.send(t, -1, -1);   // before there was a subscription
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        k.send(t, 1, 3);
        Kit.expect(sub, 1, 3);
        c.close();
        k.send(t, 4, 10);
        c = k.connectAs(k.unique);
        s = Kit.auto(c);
        sub = s.createDurableSubscriber(t, "sub");
        Kit.expect(sub, 4, 10);
        k.send(t, 11, 11);
        Kit.expect(sub, 11, 11);
        Kit.nothing(sub);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void partlyAcknowledged(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = c.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        Topic t = s.createTopic(k.name("t"));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        k.send(t, 10);
        Kit.expect(sub, 1, 4).acknowledge();
        Kit.expect(sub, 5, 6);
        c.close();
        s = Kit.auto(k.connectAs(k.unique));
        sub = s.createDurableSubscriber(t, "sub");
        Message m = Kit.expect(sub, 5, 5);
        Kit.same(true, m.getJMSRedelivered(), "JMSRedelivered of message 5");
        Kit.expect(sub, 6, 10);
        Kit.nothing(sub);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void twoSubscribers(Kit k) throws Exception {
        Topic t = k.session().createTopic(k.name("t"));
        ActiveMQConnection a = k.connectAs(k.unique + ".a"), b = k.connectAs(k.unique + ".b");
        Kit.auto(a).createDurableSubscriber(t, "sub");
        Session sb = Kit.auto(b);
        TopicSubscriber subB = sb.createDurableSubscriber(t, "sub");
        a.close();
        k.send(t, 5);
        Kit.expect(subB, 1, 5);
        a = k.connectAs(k.unique + ".a");
        Session sa = Kit.auto(a);
        TopicSubscriber subA = sa.createDurableSubscriber(t, "sub");
        Kit.expect(subA, 1, 5);
        Kit.nothing(subA);
        Kit.nothing(subB);
        subA.close();
        subB.close();
        sa.unsubscribe("sub");
        sb.unsubscribe("sub");
    }

    private static void unsubscribe(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = Kit.auto(c);
        Topic t = s.createTopic(k.name("t"));
        s.createDurableSubscriber(t, "sub").close();
        k.send(t, 3);
        s.unsubscribe("sub");
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        Kit.nothing(sub, "the old subscription is gone with its messages");
        k.send(t, 4, 4);
        Kit.expect(sub, 4, 4);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void unsubscribeActive(Kit k) throws Exception {
        Session s = Kit.auto(k.connectAs(k.unique));
        Topic t = s.createTopic(k.name("t"));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        Kit.fails(JMSException.class, "unsubscribing an active subscription", () -> s.unsubscribe("sub"));
        k.send(t, 1);
        Kit.expect(sub, 1, 1);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void unsubscribeUnknown(Kit k) throws Exception {
        Session s = Kit.auto(k.connectAs(k.unique));
        Kit.fails(InvalidDestinationException.class, "unsubscribing what was never subscribed", () -> s.unsubscribe("no such"));
    }

    private static void inUse(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = Kit.auto(c);
        Topic t = s.createTopic(k.name("t"));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        String message = Kit.fails(JMSException.class, "a second consumer of an active subscription", () -> Kit.auto(c).createDurableSubscriber(t, "sub"));
        Kit.check(message.contains("in use") && message.contains("sub"), "the message does not say what is in use: " + message);
        k.send(t, 1);
        Kit.expect(sub, 1, 1);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void clientIdInUse(Kit k) throws Exception {
        ActiveMQConnection first = k.connectAs(k.unique);
        String message = Kit.fails(InvalidClientIDException.class, "a client id in use", () -> k.open("", k.unique));
        Kit.check(message.contains(k.unique), "the message does not name the client id: " + message);
        Session s = Kit.auto(first);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1);
        Kit.expect(s.createConsumer(q), 1, 1);   // the first one is not disturbed
        first.close();
        Kit.auto(k.connectAs(k.unique));   // and its id is free afterwards
    }

    private static final Kit.Dress PARITY = (m, i) -> m.setStringProperty("parity", i % 2 == 0 ? "even" : "odd");

    private static void selector(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Topic t = Kit.auto(c).createTopic(k.name("t"));
        Kit.auto(c).createDurableSubscriber(t, "sub", "parity = 'even'", false);
        c.close();
        k.send(t, 1, 300, PARITY);
        Session s = Kit.auto(k.connectAs(k.unique));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub", "parity = 'even'", false);
        for (int i = 2; i <= 300; i += 2) Kit.expect(sub, i, i);
        Kit.nothing(sub);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void selectorChanged(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Topic t = Kit.auto(c).createTopic(k.name("t"));
        Kit.auto(c).createDurableSubscriber(t, "sub", "parity = 'even'", false);
        c.close();
        k.send(t, 1, 4, PARITY);
        Session s = Kit.auto(k.connectAs(k.unique));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub", "parity = 'odd'", false);
        Kit.nothing(sub, "a changed selector makes a new subscription");
        k.send(t, 5, 8, PARITY);
        Kit.same(Arrays.asList("5", "7"), Kit.drain(sub), "messages of the new selector");
        sub.close();
        s.unsubscribe("sub");
    }

    private static void topicChanged(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = Kit.auto(c);
        Topic a = s.createTopic(k.name("a")), b = s.createTopic(k.name("b"));
        s.createDurableSubscriber(a, "sub").close();
        k.send(a, 1, 2);
        TopicSubscriber sub = s.createDurableSubscriber(b, "sub");
        k.send(a, 3, 4);
        k.send(b, 5, 6);
        Kit.expect(sub, 5, 6);
        Kit.nothing(sub);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void noLocal(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = Kit.auto(c);
        Topic t = s.createTopic(k.name("t"));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub", null, true);
        s.createProducer(t).send(s.createTextMessage("own"));
        k.send(t, 1);
        Kit.expect(sub, 1, 1);
        Kit.nothing(sub);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void nonPersistent(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = Kit.auto(c);
        Topic t = s.createTopic(k.name("t"));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        MessageProducer p = k.session().createProducer(t);
        p.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        p.send(s.createTextMessage("1"));
        Kit.expect(sub, 1, 1);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void socketDrop(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = c.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        Topic t = s.createTopic(k.name("t"));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        k.send(t, 5);
        Kit.expect(sub, 1, 2).acknowledge();
        Kit.expect(sub, 3, 3);
        Kit.cutOff(c);
        ActiveMQConnection[] back = new ActiveMQConnection[1];
        Kit.until("the client id is free again", () -> {
            try { back[0] = k.connectAs(k.unique); return true; } catch (InvalidClientIDException e) { return false; }
        });
        Session again = Kit.auto(back[0]);
        sub = again.createDurableSubscriber(t, "sub");
        Kit.expect(sub, 3, 5);
        Kit.nothing(sub);
        sub.close();
        again.unsubscribe("sub");
    }

    /** A program that tidies up takes nothing away from a subscriber who is away. */
    private static void destroyed(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique), other = k.connect();
        ActiveMQTopic t = new ActiveMQTopic(k.name("t"));
        Kit.auto(c).createDurableSubscriber(t, "sub");
        c.close();
        k.send(t, 3);
        String message = Kit.fails(JMSException.class, "destroying a topic with a durable subscription", () -> other.destroyDestination(t));
        Kit.check(message.startsWith("Destination: topic://" + t.getTopicName() + " still has an active subscription: "), "the text was " + message);
        Session s = Kit.auto(k.connectAs(k.unique));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        Kit.expect(sub, 1, 3);
        sub.close();
        s.unsubscribe("sub");
        other.destroyDestination(t);
    }

    private static void many(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Topic t = Kit.auto(c).createTopic(k.name("t"));
        Kit.auto(c).createDurableSubscriber(t, "sub");
        c.close();
        k.send(t, 2000);
        Session s = Kit.auto(k.connectAs(k.unique));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        Kit.expect(sub, 1, 2000);
        Kit.nothing(sub);
        sub.close();
        s.unsubscribe("sub");
    }
}
