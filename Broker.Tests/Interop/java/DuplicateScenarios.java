import java.util.*;
import java.util.concurrent.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.ScheduledMessage;

/** A client that did not hear the answer says it again: what it asked for happens once all the same. */
final class DuplicateScenarios {
    private DuplicateScenarios() { }

    static void addTo(Scenarios s) {
        s.add("duplicate-lost-answer", k -> lostAnswer(k, false));
        s.add("duplicate-lost-answer-consumed-meanwhile", k -> lostAnswer(k, true));
        s.add("duplicate-lost-answer-of-scheduled", DuplicateScenarios::scheduled);
        s.add("duplicate-lost-answer-of-commit", DuplicateScenarios::commit);
        s.add("duplicate-lost-answer-of-acknowledge", DuplicateScenarios::acknowledge);
    }

    private static ActiveMQConnection over(Kit k, Relay relay) throws JMSException {
        String url = "failover:(" + relay.url() + ")?initialReconnectDelay=10&maxReconnectDelay=10&warnAfterReconnectAttempts=-1";
        ActiveMQConnection c = k.track((ActiveMQConnection) new ActiveMQConnectionFactory(url).createConnection(), null);
        c.start();
        return c;
    }

    private static FutureTask<Void> begin(Kit.Attempt attempt) {
        FutureTask<Void> task = new FutureTask<>(() -> { attempt.run(); return null; });
        Thread t = new Thread(task, "asking");
        t.setDaemon(true);
        t.start();
        return task;
    }

    private static void holds(FutureTask<Void> task) throws Exception { task.get(Kit.PATIENCE, TimeUnit.MILLISECONDS); }

    private static List<?> browse(Session s, Queue q) throws JMSException {
        QueueBrowser b = s.createBrowser(q);
        try { return Collections.list(b.getEnumeration()); } finally { b.close(); }
    }

    private static void lostAnswer(Kit k, boolean consumed) throws Exception {
        try (Relay relay = new Relay(k.url)) {
            Session s = Kit.auto(over(k, relay)), direct = k.session();
            Queue q = s.createQueue(k.name("q"));
            MessageProducer p = s.createProducer(q);
            p.send(s.createTextMessage("1"));
            relay.loseAnswers();
            FutureTask<Void> sending = begin(() -> p.send(s.createTextMessage("2")));
            Kit.until("the broker has the message", () -> browse(direct, q).size() == 2);
            if (consumed) {
                MessageConsumer c = direct.createConsumer(q);
                Kit.expect(c, 1, 2);
                c.close();
            }
            Kit.check(!sending.isDone(), "the answer was not lost");
            relay.cut();
            holds(sending);
            p.send(s.createTextMessage("3"));
            MessageConsumer c = direct.createConsumer(q);
            Kit.expect(c, consumed ? 3 : 1, 3);
            Kit.nothing(c);
        }
    }

    private static void scheduled(Kit k) throws Exception {
        try (Relay relay = new Relay(k.url)) {
            Session s = Kit.auto(over(k, relay)), direct = k.session();
            Queue q = s.createQueue(k.name("q"));
            MessageProducer p = s.createProducer(q);
            TextMessage later = s.createTextMessage("1");
            later.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, 2500);
            AcknowledgeScenarios.probe(k, later);
            relay.loseAnswers();
            FutureTask<Void> sending = begin(() -> p.send(later));
            Kit.until("the broker has the job", () -> isScheduled(k, direct));
            Kit.check(!sending.isDone(), "the answer was not lost");
            relay.cut();
            holds(sending);
            MessageConsumer c = direct.createConsumer(q);
            Kit.expect(c, 1, 1);
            Kit.same(null, c.receive(4000), "a second delivery");
        }
    }

    private static boolean isScheduled(Kit k, Session s) throws JMSException {
        for (Message job : SchedulerScenarios.browse(s, 0, 0).values())
            if (k.unique.equals(job.getStringProperty("probe"))) return true;
        return false;
    }

    /** The client itself takes the outcome to be unknown, and says that it rolled back; what the broker has must not double when the work is repeated. */
    private static void commit(Kit k) throws Exception {
        try (Relay relay = new Relay(k.url)) {
            Session s = Kit.transacted(over(k, relay)), direct = k.session();
            Queue q = s.createQueue(k.name("q"));
            MessageProducer p = s.createProducer(q);
            p.send(s.createTextMessage("1"));
            p.send(s.createTextMessage("2"));
            relay.loseAnswers();
            FutureTask<Void> committing = begin(s::commit);
            Kit.until("the broker has committed", () -> !browse(direct, q).isEmpty());
            relay.cut();
            try {
                holds(committing);
            } catch (ExecutionException e) {
                Kit.check(e.getCause() instanceof TransactionRolledBackException, "not a rollback in doubt but " + e.getCause());
            }
            p.send(s.createTextMessage("3"));
            s.commit();
            MessageConsumer c = direct.createConsumer(q);
            Kit.expect(c, 1, 3);
            Kit.nothing(c);
        }
    }

    private static void acknowledge(Kit k) throws Exception {
        try (Relay relay = new Relay(k.url)) {
            Session s = over(k, relay).createSession(false, Session.CLIENT_ACKNOWLEDGE);
            Queue q = s.createQueue(k.name("q"));
            k.send(q, 3);
            MessageConsumer c = s.createConsumer(q);
            Message third = Kit.expect(c, 1, 3);
            relay.loseAnswers();
            FutureTask<Void> acknowledging = begin(third::acknowledge);
            Session direct = k.session();
            Kit.until("the broker has the acknowledgement", () -> browse(direct, q).isEmpty());
            relay.cut();
            holds(acknowledging);
            k.send(q, 4, 4);
            Kit.expect(c, 4, 4).acknowledge();
            Kit.nothing(c);
        }
    }
}
