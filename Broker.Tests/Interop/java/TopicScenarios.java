import java.util.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.advisory.AdvisorySupport;
import org.apache.activemq.command.ActiveMQMessage;
import org.apache.activemq.command.ActiveMQQueue;
import org.apache.activemq.command.DestinationInfo;

/**
 * What topics keep for those who come later and throw away for those who are slow, and what goes when nobody uses it.
 *
 * <p>Those that run alone need policies, which TopicPolicySuite gives its broker by the scenarios' names.
 */
final class TopicScenarios {
    private TopicScenarios() { }

    static void addTo(Scenarios s) {
        s.add("topic-no-local-connection", TopicScenarios::noLocal);
        s.add("topic-composite-and-pattern", TopicScenarios::compositeAndPattern);
        s.add("durable-composite", TopicScenarios::durableComposite);
        s.add("durable-pattern", TopicScenarios::durablePattern);
        s.add("durable-no-local-changed", TopicScenarios::durableNoLocalChanged);
        s.better("topic-limit-of-the-consumer", TopicScenarios::limitOfTheConsumer);   // ignored there without a policy
        s.alone("topic-recovery-none", 30, TopicScenarios::recoveryNone);
        s.alone("topic-recovery-fixed-count", 30, TopicScenarios::recoveryFixedCount);
        s.alone("topic-recovery-fixed-size", 30, TopicScenarios::recoveryFixedSize);
        s.alone("topic-recovery-last-image", 30, TopicScenarios::recoveryLastImage);
        s.alone("topic-recovery-timed", 60, TopicScenarios::recoveryTimed);
        s.alone("topic-recovery-retained", 30, TopicScenarios::recoveryRetained);
        s.alone("topic-recovery-before-restart", 30, TopicScenarios::beforeRestart);
        s.alone("topic-recovery-after-restart", 30, TopicScenarios::afterRestart);
        s.alone("topic-always-retroactive", 30, TopicScenarios::alwaysRetroactive);
        s.alone("topic-pending-limit", 30, TopicScenarios::pendingLimit);
        s.alone("topic-pending-rate", 30, TopicScenarios::pendingRate);
        s.alone("topic-evict-priority", 30, TopicScenarios::evictPriority);
        s.alone("topic-evict-property", 30, TopicScenarios::evictProperty);
        s.alone("destinations-max", 30, TopicScenarios::maxDestinations);
        s.alone("destinations-collected", 60, TopicScenarios::collected);
        s.alone("durable-offline-collected", 60, TopicScenarios::offlineCollected);
    }

    private static final String RETROACTIVE = "?consumer.retroactive=true";

    private static MessageConsumer retroactive(Kit k, String topic) throws JMSException {
        Session s = k.session();
        return s.createConsumer(s.createTopic(topic + RETROACTIVE));
    }

    private static MessageConsumer slow(Kit k, String topic, String options) throws JMSException {
        Session s = k.session();
        return s.createConsumer(s.createTopic(topic + "?consumer.prefetchSize=1" + options));
    }

    private static void noLocal(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        Session s = Kit.auto(c), other = Kit.auto(c);
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer notOwn = s.createConsumer(t, null, true), all = s.createConsumer(t);
        other.createProducer(t).send(other.createTextMessage("own"));   // of another session, and yet its own connection's
        k.send(t, 1);
        Kit.expect(notOwn, 1, 1);
        Kit.same("own", Kit.text(Kit.next(all)), "what a consumer without noLocal gets");
        Kit.expect(all, 1, 1);
        Kit.nothing(notOwn);
    }

    private static void compositeAndPattern(Kit k) throws Exception {
        Session s = k.session();
        MessageConsumer both = s.createConsumer(s.createTopic(k.name("a") + "," + k.name("b")));
        MessageConsumer below = s.createConsumer(s.createTopic(k.name("x.>"))), level = s.createConsumer(s.createTopic(k.name("x.*")));
        k.send(s.createTopic(k.name("a")), 1, 1);
        k.send(s.createTopic(k.name("b")), 2, 2);
        k.send(s.createTopic(k.name("c")), 3, 3);
        k.send(s.createTopic(k.name("x.y")), 4, 4);
        k.send(s.createTopic(k.name("x.y.z")), 5, 5);
        Kit.expect(both, 1, 2);
        Kit.expect(below, 4, 5);
        Kit.expect(level, 4, 4);
        Kit.nothing(both);
        Kit.nothing(level);
    }

    private static void durableComposite(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = Kit.auto(c);
        Topic both = s.createTopic(k.name("a") + "," + k.name("b"));
        s.createDurableSubscriber(both, "sub").close();
        c.close();
        Session other = k.session();
        k.send(other.createTopic(k.name("a")), 1, 2);
        k.send(other.createTopic(k.name("b")), 3, 4);
        k.send(other.createTopic(k.name("c")), 5, 5);
        s = Kit.auto(k.connectAs(k.unique));
        TopicSubscriber sub = s.createDurableSubscriber(both, "sub");
        List<String> texts = Kit.drain(sub);
        Collections.sort(texts);
        Kit.same(Kit.texts(1, 4), texts, "messages of both topics");
        sub.close();
        s.unsubscribe("sub");
    }

    private static void durablePattern(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = Kit.auto(c);
        Topic pattern = s.createTopic(k.name("x.>"));
        s.createDurableSubscriber(pattern, "sub").close();
        c.close();
        Session other = k.session();
        k.send(other.createTopic(k.name("x.new")), 1, 2);
        k.send(other.createTopic(k.name("y")), 3, 3);
        s = Kit.auto(k.connectAs(k.unique));
        TopicSubscriber sub = s.createDurableSubscriber(pattern, "sub");
        Kit.expect(sub, 1, 2);
        Kit.nothing(sub);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void durableNoLocalChanged(Kit k) throws Exception {
        Session s = Kit.auto(k.connectAs(k.unique));
        Topic t = s.createTopic(k.name("t"));
        s.createDurableSubscriber(t, "sub").close();
        k.send(t, 1, 2);
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub", null, true);
        k.send(t, 3, 3);
        Kit.expect(sub, 3, 3);
        Kit.nothing(sub, "a changed noLocal makes a new subscription");
        sub.close();
        s.unsubscribe("sub");
    }

    private static void limitOfTheConsumer(Kit k) throws Exception {
        MessageConsumer c = slow(k, k.name("t"), "&consumer.maximumPendingMessageLimit=2");
        k.send(k.session().createTopic(k.name("t")), 10);
        Kit.same(Arrays.asList("1", "9", "10"), Kit.drain(c), "what is left for a slow consumer");
    }

    private static void recoveryNone(Kit k) throws Exception {
        k.send(k.session().createTopic(k.name("t")), 3);
        Kit.nothing(retroactive(k, k.name("t")), "nothing is kept without a policy");
    }

    private static void recoveryFixedCount(Kit k) throws Exception {
        Topic t = k.session().createTopic(k.name("t"));
        k.send(t, 10);
        MessageConsumer late = retroactive(k, k.name("t")), plain = k.session().createConsumer(t);
        Kit.expect(late, 8, 10);
        k.send(t, 11, 11);
        Kit.expect(late, 11, 11);
        Kit.expect(plain, 11, 11);
        Session s = Kit.auto(k.connectAs(k.unique));
        TopicSubscriber durable = s.createDurableSubscriber(s.createTopic(k.name("t") + RETROACTIVE), "sub");
        Kit.expect(durable, 9, 11);
        MessageConsumer pattern = retroactive(k, k.name(">"));
        Kit.expect(pattern, 9, 11);
        Kit.nothing(pattern);
    }

    private static void recoveryFixedSize(Kit k) throws Exception {
        k.send(k.session().createTopic(k.name("t")), 10);
        List<String> kept = Kit.drain(retroactive(k, k.name("t")));
        Kit.check(!kept.isEmpty() && kept.size() < 10, "4 kb hold " + kept.size() + " messages");
        Kit.same(Kit.texts(11 - kept.size(), 10), kept, "the newest that fit");
    }

    private static void recoveryLastImage(Kit k) throws Exception {
        k.send(k.session().createTopic(k.name("t")), 5);
        MessageConsumer late = retroactive(k, k.name("t"));
        Kit.expect(late, 5, 5);
        Kit.nothing(late);
    }

    private static void recoveryTimed(Kit k) throws Exception {
        Topic t = k.session().createTopic(k.name("t"));
        k.send(t, 1, 1);
        Kit.expect(retroactive(k, k.name("t")), 1, 1);
        Kit.until("what is older than the policy says is gone", () -> retroactive(k, k.name("t")).receive(Kit.QUIET) == null);
        k.send(t, 2, 2);
        Kit.expect(retroactive(k, k.name("t")), 2, 2);
    }

    private static final Kit.Dress RETAIN = (m, i) -> m.setBooleanProperty("ActiveMQ.Retain", true);

    private static void recoveryRetained(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic(k.name("t"));
        k.send(t, 1, 2, RETAIN);
        k.send(t, 3, 3);
        MessageConsumer late = retroactive(k, k.name("t"));
        Kit.check(Kit.expect(late, 2, 2).getBooleanProperty("ActiveMQ.Retained"), "the message does not say that it was retained");
        Kit.nothing(late);
        Message clear = s.createMessage();
        clear.setBooleanProperty("ActiveMQ.Retain", true);
        s.createProducer(t).send(clear);
        Kit.nothing(retroactive(k, k.name("t")), "a message without body takes the retained one away");
    }

    private static final String IMAGE = "IT.topic-recovery-restart.image", RETAINED = "IT.topic-recovery-restart.retained";

    private static void beforeRestart(Kit k) throws Exception {
        Session s = k.session();
        k.send(s.createTopic(IMAGE), 5);
        k.send(s.createTopic(RETAINED), 1, 1, RETAIN);
        k.send(s.createTopic(RETAINED), 2, 2);
    }

    private static void afterRestart(Kit k) throws Exception {
        MessageConsumer image = retroactive(k, IMAGE), retained = retroactive(k, RETAINED);
        Kit.expect(image, 5, 5);
        Kit.expect(retained, 1, 1);
        Kit.nothing(image);
        Kit.nothing(retained);
    }

    private static void alwaysRetroactive(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic(k.name("t"));
        k.send(t, 2);
        Kit.expect(s.createConsumer(t), 1, 2);
    }

    private static void pendingLimit(Kit k) throws Exception {
        MessageConsumer c = slow(k, k.name("t"), ""), quick = k.session().createConsumer(k.session().createTopic(k.name("t")));
        k.send(k.session().createTopic(k.name("t")), 10);
        Kit.expect(quick, 1, 10);
        Kit.same(Arrays.asList("1", "8", "9", "10"), Kit.drain(c), "what is left for a slow consumer");
    }

    private static void pendingRate(Kit k) throws Exception {
        Session s = k.session();
        MessageConsumer c = s.createConsumer(s.createTopic(k.name("t") + "?consumer.prefetchSize=2"));
        k.send(s.createTopic(k.name("t")), 10);
        Kit.same(Arrays.asList("1", "2", "8", "9", "10"), Kit.drain(c), "twice what is prefetched, less the rest");
    }

    private static void evictPriority(Kit k) throws Exception {
        MessageConsumer c = slow(k, k.name("t"), "");
        Session s = k.session();
        MessageProducer p = s.createProducer(s.createTopic(k.name("t")));
        int number = 0;
        for (int priority : new int[] { 4, 9, 2, 5, 2, 7, 1 })
            p.send(s.createTextMessage(Integer.toString(++number)), DeliveryMode.PERSISTENT, priority, 0);
        Kit.same(Arrays.asList("1", "2", "4", "6"), Kit.drain(c), "the highest priorities");
    }

    private static void evictProperty(Kit k) throws Exception {
        MessageConsumer c = slow(k, k.name("t"), "");
        String[] shares = { "", "red", "blue", "none", "blue", "green", "red" };
        k.send(k.session().createTopic(k.name("t")), 1, 7, (m, i) -> m.setStringProperty("share", shares[i - 1]));
        Kit.same(Arrays.asList("1", "5", "6", "7"), Kit.drain(c), "the newest of each share");
    }

    private static void maxDestinations(Kit k) throws Exception {
        Session s = k.session();
        for (String name : new String[] { "a", "b", "a" }) s.createProducer(s.createQueue(k.name(name)));
        String message = Kit.fails(JMSException.class, "a third queue", () -> s.createProducer(s.createQueue(k.name("c"))));
        Kit.check(message.contains("MaxDestinations"), "the message does not name the setting: " + message);
        k.send(s.createQueue(k.name("b")), 1);
        Kit.expect(s.createConsumer(s.createQueue(k.name("b"))), 1, 1);
    }

    private static void collected(Kit k) throws Exception {
        Session s = k.session();
        Kit.Inbox advisories = new Kit.Inbox();
        s.createConsumer(AdvisorySupport.QUEUE_ADVISORY_TOPIC).setMessageListener(advisories);
        Session work = k.session();
        Queue empty = work.createQueue(k.name("empty")), full = work.createQueue(k.name("full")), held = work.createQueue(k.name("held"));
        work.createConsumer(empty).close();
        k.send(full, 1);
        MessageConsumer holder = work.createConsumer(held);
        String gone = "";
        while (!gone.equals(k.name("empty"))) {
            DestinationInfo info = (DestinationInfo) ((ActiveMQMessage) advisories.next("the advisory of the removal")).getDataStructure();
            if (!info.isRemoveOperation()) continue;
            gone = ((ActiveMQQueue) info.getDestination()).getQueueName();
            Kit.check(!gone.equals(k.name("full")) && !gone.equals(k.name("held")), gone + " was removed although it is in use");
        }
        Kit.expect(work.createConsumer(full), 1, 1);
        k.send(held, 1);
        Kit.expect(holder, 1, 1);
        k.send(empty, 1);
        Kit.expect(work.createConsumer(empty), 1, 1);
    }

    private static void offlineCollected(Kit k) throws Exception {
        ActiveMQConnection c = k.connectAs(k.unique);
        Session s = Kit.auto(c);
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer idle = k.session().createConsumer(k.session().createQueue(k.name("idle")));
        for (long wait = 2500; wait <= 20_000; wait *= 2) {
            s.createDurableSubscriber(t, "sub").close();
            k.send(t, 1);
            idle.receive(wait);
            TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
            boolean isNew = sub.receive(Kit.QUIET) == null;
            sub.close();
            if (isNew) return;
        }
        throw new Kit.Unexpected("an offline durable subscription stays");
    }
}
