import java.util.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ScheduledMessage;
import org.apache.activemq.command.ActiveMQMessage;

/** Messages that are delivered later. ActiveMQ passes those that are no better(...) with schedulerSupport="true". */
final class SchedulerScenarios {
    private static final String ID = ScheduledMessage.AMQ_SCHEDULED_ID;

    private SchedulerScenarios() { }

    static void addTo(Scenarios s) {
        // ActiveMQ rounds up to the next half second.
        s.better("scheduler-delay", SchedulerScenarios::delay);
        s.add("scheduler-period-and-repeat", SchedulerScenarios::periodAndRepeat);
        s.add("scheduler-period-alone", SchedulerScenarios::periodAlone);
        s.add("scheduler-repeat-alone-is-no-schedule", SchedulerScenarios::repeatAlone);
        s.add("scheduler-repeat-too-large", SchedulerScenarios::repeatTooLarge);
        s.add("scheduler-properties-as-text", SchedulerScenarios::asText);
        s.add("scheduler-time-to-live-counts-from-delivery", SchedulerScenarios::timeToLive);
        s.add("scheduler-forwarded-message-is-not-scheduled-again", SchedulerScenarios::forwarded);
        s.add("scheduler-transaction", SchedulerScenarios::transaction);
        s.add("scheduler-topic-and-durable", SchedulerScenarios::topic);
        s.add("scheduler-composite", SchedulerScenarios::composite);
        // ActiveMQ takes minute 60 and delivers every two hours; it knows neither seconds nor zones.
        s.better("scheduler-cron-refused", SchedulerScenarios::cronRefused);
        s.better("scheduler-cron-browsed-and-removed", SchedulerScenarios::cron);
        s.better("scheduler-browse-and-remove", SchedulerScenarios::browseAndRemove);
        s.better("scheduler-browse-without-reply-to", SchedulerScenarios::browseWithoutReplyTo);
        s.add("scheduler-destination-gone-holds-nobody-up", SchedulerScenarios::destinationGone);
        s.better("scheduler-absolute-time", SchedulerScenarios::absoluteTime);
        s.add("scheduler-same-time-keeps-the-order", SchedulerScenarios::sameTime);
    }

    interface Dress { void up(Message m) throws JMSException; }

    private static Message scheduled(Session s, String text, Dress dress) throws JMSException {
        TextMessage m = s.createTextMessage(text);
        dress.up(m);
        return m;
    }

    private static void sameTime(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(q);
        // In turn by two producers, whose messages' ids sort otherwise. ActiveMQ does not know this property, and delivers at once.
        MessageProducer[] producers = {s.createProducer(q), s.createProducer(q)};
        long at = System.currentTimeMillis() + 1500;
        for (int i = 1; i <= 30; i++) producers[i % 2].send(scheduled(s, Integer.toString(i), m -> m.setLongProperty("_AMQ_SCHED_DELIVERY", at)));
        Kit.expect(c, 1, 30);
    }

    private static void delay(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(q);
        Message sent = scheduled(s, "1", m -> m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 700));
        sent.setStringProperty("color", "red");
        long start = System.currentTimeMillis();
        s.createProducer(q).send(sent);
        Kit.nothing(c, "it is not due yet");
        Message m = Kit.expect(c, 1, 1);
        Kit.check(System.currentTimeMillis() - start >= 700, "it came too early: " + (System.currentTimeMillis() - start) + " ms");
        Kit.same(sent.getJMSMessageID(), m.getJMSMessageID(), "JMSMessageID");
        Kit.same(sent.getJMSMessageID(), m.getStringProperty(ID), "scheduledJobId");
        Kit.same(false, m.propertyExists(ScheduledMessage.AMQ_SCHEDULED_DELAY), "AMQ_SCHEDULED_DELAY is there");
        Kit.same("red", m.getStringProperty("color"), "another property");
        Kit.same(false, m.getJMSRedelivered(), "JMSRedelivered");
        Kit.nothing(c);
    }

    private static void periodAndRepeat(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(q);
        s.createProducer(q).send(scheduled(s, "1", m -> {
            m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 300);
            m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_PERIOD, 200);
            m.setIntProperty(ScheduledMessage.AMQ_SCHEDULED_REPEAT, 3);
        }));
        Set<String> ids = new HashSet<>(), jobs = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            Message m = Kit.expect(c, 1, 1);
            ids.add(m.getJMSMessageID());
            jobs.add(m.getStringProperty(ID));
        }
        Kit.same(4, ids.size(), "different JMSMessageIDs");
        Kit.same(1, jobs.size(), "different job ids");
        Kit.check(c.receive(800) == null, "it came a fifth time");
    }

    private static void periodAlone(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(q);
        s.createProducer(q).send(scheduled(s, "1", m -> m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_PERIOD, 600)));
        Kit.nothing(c, "the first delivery is after one period");
        Kit.expect(c, 1, 1);
        Kit.check(c.receive(1300) == null, "without a repeat it comes once");
    }

    private static void repeatAlone(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(q);
        s.createProducer(q).send(scheduled(s, "1", m -> m.setIntProperty(ScheduledMessage.AMQ_SCHEDULED_REPEAT, 3)));
        Message m = Kit.expect(c, 1, 1);
        Kit.same(false, m.propertyExists(ID), "it has a job id");
        Kit.nothing(c);
    }

    private static void repeatTooLarge(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        String why = Kit.fails(JMSException.class, "a repeat of 1001", () -> p.send(scheduled(s, "1", m -> {
            m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 10);
            m.setIntProperty(ScheduledMessage.AMQ_SCHEDULED_REPEAT, 1001);
        })));
        Kit.check(why.contains("The scheduled repeat value is too large"), "another reason: " + why);
        Kit.nothing(s.createConsumer(q), "it was refused");
    }

    private static void asText(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(q);
        s.createProducer(q).send(scheduled(s, "1", m -> {
            m.setStringProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, "600");
            m.setStringProperty(ScheduledMessage.AMQ_SCHEDULED_PERIOD, "100");
            m.setStringProperty(ScheduledMessage.AMQ_SCHEDULED_REPEAT, "1");
        }));
        Kit.nothing(c, "it is not due yet");
        Kit.expect(c, 1, 1);
        Kit.expect(c, 1, 1);
    }

    private static void timeToLive(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(q);
        MessageProducer p = s.createProducer(q);
        p.setTimeToLive(5000);
        long start = System.currentTimeMillis();
        p.send(scheduled(s, "1", m -> m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 1000)));
        Message m = Kit.expect(c, 1, 1);
        Kit.check(m.getJMSTimestamp() >= start + 1000, "JMSTimestamp is not that of the delivery");
        Kit.same(5000L, m.getJMSExpiration() - m.getJMSTimestamp(), "time to live");
    }

    /** A message is received and sent on, its job id with it; with a new delay it is still delivered at once. */
    private static void forwarded(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q")), next = s.createQueue(k.name("next"));
        MessageConsumer c = s.createConsumer(q), end = s.createConsumer(next);
        s.createProducer(q).send(scheduled(s, "1", m -> m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 10)));
        Message m = Kit.expect(c, 1, 1);
        String job = m.getStringProperty(ID);
        m.clearProperties();
        m.setStringProperty(ID, job);
        m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 60_000);
        s.createProducer(next).send(m);
        Kit.expect(end, 1, 1);
    }

    private static void transaction(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect());
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = k.session().createConsumer(q);
        MessageProducer p = s.createProducer(q);
        p.send(scheduled(s, "gone", m -> m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 10)));
        s.rollback();
        p.send(scheduled(s, "1", m -> m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 10)));
        Kit.nothing(c, "nothing is committed");
        s.commit();
        Kit.expect(c, 1, 1);
        Kit.nothing(c, "the other was rolled back");
    }

    private static void topic(Kit k) throws Exception {
        ActiveMQConnection connection = k.connectAs(k.unique);
        Session s = Kit.auto(connection);
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer c = s.createConsumer(t);
        s.createDurableSubscriber(t, "sub").close();
        k.session().createProducer(t).send(scheduled(s, "1", m -> m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 600)));
        Kit.nothing(c, "it is not due yet");
        Kit.expect(c, 1, 1);
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        Kit.expect(sub, 1, 1);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void composite(Kit k) throws Exception {
        Session s = k.session();
        Queue a = s.createQueue(k.name("a")), b = s.createQueue(k.name("b"));
        MessageConsumer ca = s.createConsumer(a), cb = s.createConsumer(b);
        Queue both = s.createQueue(k.name("a") + "," + k.name("b"));
        s.createProducer(both).send(scheduled(s, "1", m -> m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 50)));
        Kit.same(both, ((ActiveMQMessage) Kit.expect(ca, 1, 1)).getOriginalDestination(), "original destination");
        Kit.expect(cb, 1, 1);
    }

    private static void cronRefused(Kit k) throws Exception {
        Session s = k.session();
        MessageProducer p = s.createProducer(s.createQueue(k.name("q")));
        String why = Kit.fails(JMSException.class, "minute 60", () -> p.send(scheduled(s, "1", m -> m.setStringProperty(ScheduledMessage.AMQ_SCHEDULED_CRON, "60 * * * *"))));
        Kit.check(why.contains("AMQ_SCHEDULED_CRON is '60 * * * *': the minute '60' is out of range; write 0 to 59"), "another reason: " + why);
        why = Kit.fails(JMSException.class, "an unknown zone", () -> p.send(scheduled(s, "1", m -> {
            m.setStringProperty(ScheduledMessage.AMQ_SCHEDULED_CRON, "0 0 * * *");
            m.setStringProperty("AMQ_SCHEDULED_CRON_TZ", "Middle/Earth");
        })));
        Kit.check(why.contains("AMQ_SCHEDULED_CRON_TZ is 'Middle/Earth'"), "another reason: " + why);
    }

    private static void cron(Kit k) throws Exception {
        Session s = k.session();
        Message sent = scheduled(s, "cron", m -> {
            m.setStringProperty(ScheduledMessage.AMQ_SCHEDULED_CRON, "30 5 1 1 *");
            m.setStringProperty("AMQ_SCHEDULED_CRON_TZ", "Asia/Shanghai");
        });
        s.createProducer(s.createQueue(k.name("q"))).send(sent);
        Map<String, Message> jobs = browse(s, 0, 0);
        Message job = jobs.get(sent.getJMSMessageID());
        Kit.check(job != null, "the job is not among " + jobs.keySet());
        Kit.same("30 5 1 1 *", job.getStringProperty(ScheduledMessage.AMQ_SCHEDULED_CRON), "cron of the browsed job");
        remove(s, sent.getJMSMessageID());
        Kit.check(!browse(s, 0, 0).containsKey(sent.getJMSMessageID()), "it was removed");
    }

    private static void browseAndRemove(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        // Far away from the jobs of other scenarios.
        long day = 86_400_000L, now = System.currentTimeMillis();
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            int n = i;
            Message m = scheduled(s, Integer.toString(i), x -> x.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 3000 * day + n * day));
            p.send(m);
            ids.add(m.getJMSMessageID());
        }
        long from = now + 3000 * day + day / 2, until = from + 6 * day;
        Map<String, Message> found = browse(s, from, until);
        Kit.same(new HashSet<>(ids), found.keySet(), "jobs between the times");
        ActiveMQMessage third = (ActiveMQMessage) found.get(ids.get(2));
        Kit.same("3", Kit.text(third), "text of a browsed job");
        Kit.same(q, third.getOriginalDestination(), "its original destination");
        Kit.same("Advisory", third.getJMSType(), "its JMSType");
        Kit.same(DeliveryMode.NON_PERSISTENT, third.getJMSDeliveryMode(), "its delivery mode");
        remove(s, ids.get(2));
        Kit.same(4, browse(s, from, until).size(), "jobs after one was removed");
        // The queue of that name does as well, however it is written.
        Message all = request(s, ScheduledMessage.AMQ_SCHEDULER_ACTION_REMOVEALL);
        all.setLongProperty(ScheduledMessage.AMQ_SCHEDULER_ACTION_START_TIME, from);
        all.setLongProperty(ScheduledMessage.AMQ_SCHEDULER_ACTION_END_TIME, from + 3 * day);
        s.createProducer(s.createQueue("activemq.scheduler.management")).send(all);
        Kit.same(new HashSet<>(ids.subList(3, 5)), browse(s, from, until).keySet(), "jobs after those of a time were removed");
        for (String id : ids.subList(3, 5)) remove(s, id);
        Kit.nothing(s.createConsumer(q));
    }

    private static void browseWithoutReplyTo(Kit k) throws Exception {
        Session s = k.session();
        String why = Kit.fails(JMSException.class, "nowhere to send the jobs to",
            () -> s.createProducer(management(s)).send(request(s, ScheduledMessage.AMQ_SCHEDULER_ACTION_BROWSE)));
        Kit.check(why.contains("JMSReplyTo"), "another reason: " + why);
    }

    private static void destinationGone(Kit k) throws Exception {
        ActiveMQConnection owner = k.connect();
        Session s = Kit.auto(owner), other = k.session();
        TemporaryQueue gone = s.createTemporaryQueue();
        other.createProducer(gone).send(scheduled(other, k.unique, m -> m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 300)));
        MessageConsumer still = other.createConsumer(other.createQueue(k.name("still")));
        owner.close();
        other.createProducer(other.createQueue(k.name("still"))).send(scheduled(other, "1", m -> m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 600)));
        Kit.expect(still, 1, 1);   // which the one that cannot be delivered does not hold up
    }

    private static void absoluteTime(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(q);
        long at = System.currentTimeMillis() + 600;
        s.createProducer(q).send(scheduled(s, "1", m -> m.setLongProperty("_AMQ_SCHED_DELIVERY", at)));
        Kit.expect(c, 1, 1);
        Kit.check(System.currentTimeMillis() >= at, "it came too early");
    }

    // ---- the management destination

    private static Topic management(Session s) throws JMSException { return s.createTopic(ScheduledMessage.AMQ_SCHEDULER_MANAGEMENT_DESTINATION); }

    private static Message request(Session s, String action) throws JMSException {
        Message m = s.createMessage();
        m.setStringProperty(ScheduledMessage.AMQ_SCHEDULER_ACTION, action);
        return m;
    }

    private static void remove(Session s, String id) throws JMSException {
        Message m = request(s, ScheduledMessage.AMQ_SCHEDULER_ACTION_REMOVE);
        m.setStringProperty(ID, id);
        MessageProducer p = s.createProducer(management(s));
        p.send(m);
        p.close();
    }

    /** Jobs by id; all when both times are 0. The send is answered when the replies are sent. */
    static Map<String, Message> browse(Session s, long from, long until) throws JMSException {
        TemporaryQueue replies = s.createTemporaryQueue();
        MessageConsumer c = s.createConsumer(replies);
        Message m = request(s, ScheduledMessage.AMQ_SCHEDULER_ACTION_BROWSE);
        m.setJMSReplyTo(replies);
        if (until > 0) {
            m.setLongProperty(ScheduledMessage.AMQ_SCHEDULER_ACTION_START_TIME, from);
            m.setLongProperty(ScheduledMessage.AMQ_SCHEDULER_ACTION_END_TIME, until);
        }
        MessageProducer p = s.createProducer(management(s));
        p.send(m);
        p.close();
        Map<String, Message> jobs = new LinkedHashMap<>();
        for (Message job = c.receive(Kit.QUIET); job != null; job = c.receive(Kit.QUIET)) jobs.put(job.getStringProperty(ID), job);
        c.close();
        replies.delete();
        return jobs;
    }
}
