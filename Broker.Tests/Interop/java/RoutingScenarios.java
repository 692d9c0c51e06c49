import java.net.URI;
import java.net.http.*;
import java.util.*;
import javax.jms.*;
import javax.jms.Queue;
import javax.transaction.xa.*;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.command.ActiveMQMessage;

/**
 * Virtual topics, composite and mirrored queues, dead-letter strategies, and what the broker writes on messages. They need the settings of
 * RoutingScenarioSuite, and --console for the one that asks over REST; so all are "alone".
 */
final class RoutingScenarios {
    private static final String USER = "admin", PASSWORD = "routing-secret";

    private RoutingScenarios() { }

    static void addTo(Scenarios s) {
        s.alone("routing-virtual-topic", 30, RoutingScenarios::virtualTopic);
        s.alone("routing-virtual-topic-transacted", 30, RoutingScenarios::virtualTopicTransacted);
        s.alone("routing-virtual-topic-wildcard-consumer", 30, RoutingScenarios::virtualTopicWildcard);
        s.alone("routing-virtual-topic-selector-aware", 30, RoutingScenarios::virtualTopicSelectors);
        s.alone("routing-virtual-topic-non-persistent", 30, RoutingScenarios::virtualTopicNonPersistent);
        s.alone("routing-composite-queue", 30, RoutingScenarios::compositeQueue);
        s.alone("routing-composite-topic-not-matched", 30, RoutingScenarios::compositeTopic);
        s.alone("routing-composite-chain", 30, RoutingScenarios::chain);
        s.alone("routing-mirrored-queue", 30, RoutingScenarios::mirror);
        s.alone("routing-composite-repeated", 30, RoutingScenarios::repeated);
        s.alone("routing-composite-consumer", 30, RoutingScenarios::compositeConsumer);
        s.alone("routing-composite-reply-to", 30, RoutingScenarios::compositeReplyTo);
        s.alone("routing-dlq-individual", 30, RoutingScenarios::individual);
        s.alone("routing-dlq-discarding", 30, RoutingScenarios::discarding);
        s.alone("routing-dlq-per-durable-subscriber", 30, RoutingScenarios::perDurable);
        s.alone("routing-dlq-non-persistent", 30, RoutingScenarios::nonPersistent);
        s.alone("routing-dlq-expired", 30, RoutingScenarios::expired);
        s.alone("routing-dlq-temporary-queue", 30, RoutingScenarios::temporary);
        s.alone("routing-dlq-retry", 30, RoutingScenarios::retry);
        s.alone("routing-dlq-of-virtual-topic-retry", 30, RoutingScenarios::retryOfOneQueue);
        s.alone("routing-move-and-copy", 30, RoutingScenarios::moveAndCopy);
        s.alone("routing-time-to-live-ceiling", 30, RoutingScenarios::ceiling);
        s.alone("routing-user-id", 30, RoutingScenarios::userId);
        s.alone("operator-decides-a-branch", 30, RoutingScenarios::decided);
    }

    // ---- virtual topics

    private static void virtualTopic(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic("VirtualTopic." + k.name("t"));
        Queue a = s.createQueue("Consumer.A." + t.getTopicName());
        MessageConsumer one = s.createConsumer(a), other = k.session().createConsumer(a);
        MessageConsumer b = s.createConsumer(s.createQueue("Consumer.B." + t.getTopicName())), plain = s.createConsumer(t);
        k.send(t, 10);
        Set<String> shared = new TreeSet<>(Kit.drain(one));
        shared.addAll(Kit.drain(other));
        Kit.same(10, shared.size(), "messages that the consumers of one queue share");
        Message m = Kit.expect(b, 1, 10);
        Kit.same("Consumer.B." + t.getTopicName(), ((Queue) m.getJMSDestination()).getQueueName(), "JMSDestination");
        Kit.same(t, ((ActiveMQMessage) m).getOriginalDestination(), "original destination");
        Kit.same(t, Kit.expect(plain, 1, 10).getJMSDestination(), "JMSDestination of a plain subscriber");
    }

    private static void virtualTopicTransacted(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect()), reading = k.session();
        Topic t = s.createTopic("VirtualTopic." + k.name("t"));
        MessageConsumer a = reading.createConsumer(reading.createQueue("Consumer.A." + t.getTopicName()));
        MessageConsumer b = reading.createConsumer(reading.createQueue("Consumer.B." + t.getTopicName()));
        MessageProducer p = s.createProducer(t);
        p.send(s.createTextMessage("dropped"));
        s.rollback();
        p.send(s.createTextMessage("1"));
        Kit.nothing(a, "the transaction is open");
        s.commit();
        Kit.expect(a, 1, 1);
        Kit.expect(b, 1, 1);
        Kit.nothing(a);
    }

    private static void virtualTopicWildcard(Kit k) throws Exception {
        Session s = k.session();
        String base = "VirtualTopic." + k.unique;
        Queue all = s.createQueue("Consumer.A." + base + ".>");
        MessageConsumer c = s.createConsumer(all);
        k.send(s.createTopic(base + ".x"), 1, 1);
        Kit.expect(c, 1, 1);
        c.close();
        k.send(s.createTopic(base + ".late"), 2, 2);
        Kit.expect(s.createConsumer(all), 2, 2);
    }

    private static void virtualTopicSelectors(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic("Aware." + k.name("t"));
        Queue q = s.createQueue("Consumer.A." + t.getTopicName());
        MessageConsumer c = s.createConsumer(q, "n > 2");
        k.send(t, 1, 3, (m, i) -> m.setIntProperty("n", i));
        Kit.expect(c, 3, 3);
        c.close();
        k.send(t, 1, 4, (m, i) -> m.setIntProperty("n", i));
        Kit.same(Arrays.asList("3", "4"), Kit.drain(s.createConsumer(q)), "what was kept while the consumer was away");
    }

    private static void virtualTopicNonPersistent(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic("VirtualTopic." + k.name("t"));
        MessageConsumer c = s.createConsumer(s.createQueue("Consumer.A." + t.getTopicName()));
        MessageProducer p = s.createProducer(t);
        p.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        for (int i = 1; i <= 100; i++) p.send(s.createTextMessage(Integer.toString(i)));
        Kit.expect(c, 1, 100);
    }

    // ---- composite and mirrored

    private static void compositeQueue(Kit k) throws Exception {
        Session s = k.session();
        Queue in = s.createQueue("routing.in");
        MessageConsumer out = s.createConsumer(s.createQueue("routing.out")), red = s.createConsumer(s.createQueue("routing.red"));
        MessageConsumer news = s.createConsumer(s.createTopic("routing.news"));
        k.send(in, 1, 2, (m, i) -> m.setStringProperty("color", i == 2 ? "red" : "green"));
        Message m = Kit.expect(out, 1, 2);
        Kit.same(in, ((ActiveMQMessage) m).getOriginalDestination(), "original destination");
        Kit.same(m.getJMSMessageID(), Kit.expect(red, 2, 2).getJMSMessageID(), "JMSMessageID of the copies");
        Kit.expect(news, 1, 2);
        Kit.nothing(s.createConsumer(in), "it only forwards");
    }

    private static void compositeTopic(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic("routing.sorted");
        MessageConsumer rest = s.createConsumer(t), red = s.createConsumer(s.createQueue("routing.sorted.red"));
        k.send(t, 1, 3, (m, i) -> m.setStringProperty("color", i == 2 ? "red" : "green"));
        Kit.same(Arrays.asList("1", "3"), Kit.drain(rest), "what nothing matched");
        Kit.expect(red, 2, 2);
    }

    private static void chain(Kit k) throws Exception {
        Session s = k.session();
        MessageConsumer c = s.createConsumer(s.createQueue("Consumer.End.VirtualTopic.routing.chain"));
        k.send(s.createQueue("routing.chain"), 1);
        Kit.expect(c, 1, 1);
        Kit.nothing(c);
    }

    private static void mirror(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue("mirrored." + k.name("q"));
        MessageConsumer watching = s.createConsumer(s.createTopic("VirtualTopic.Mirror." + q.getQueueName()));
        MessageConsumer keeping = s.createConsumer(s.createQueue("Consumer.Audit.VirtualTopic.Mirror." + q.getQueueName()));
        k.send(q, 3);
        Kit.expect(s.createConsumer(q), 1, 3);
        Kit.expect(watching, 1, 3);
        Kit.expect(keeping, 1, 3);
    }

    private static void repeated(Kit k) throws Exception {
        Session s = k.session();
        String a = k.name("a"), b = k.name("b");
        MessageConsumer first = s.createConsumer(s.createQueue(a)), second = s.createConsumer(s.createQueue(b));
        k.send(s.createQueue(a + "," + b + ",queue://" + a + "," + b), 1);
        Kit.expect(first, 1, 1);
        Kit.expect(second, 1, 1);
        Kit.nothing(first);
        Kit.nothing(second);
    }

    private static void compositeConsumer(Kit k) throws Exception {
        Session s = k.session();
        MessageConsumer queues = s.createConsumer(s.createQueue(k.name("a") + ",queue://" + k.name("b")));
        MessageConsumer topics = s.createConsumer(s.createTopic(k.name("t") + ",topic://" + k.name("u")));
        k.send(s.createQueue(k.name("a")), 1, 1);
        Kit.expect(queues, 1, 1);
        k.send(s.createQueue(k.name("b")), 2, 2);
        Kit.expect(queues, 2, 2);
        k.send(s.createTopic(k.name("t")), 3, 3);
        Kit.expect(topics, 3, 3);
        k.send(s.createTopic(k.name("u")), 4, 4);
        Kit.expect(topics, 4, 4);
    }

    private static void compositeReplyTo(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer answer = s.createConsumer(s.createQueue(k.name("answer"))), log = s.createConsumer(s.createTopic(k.name("log")));
        k.send(q, 1, 1, (m, i) -> m.setJMSReplyTo(s.createQueue(k.name("answer") + ",topic://" + k.name("log"))));
        Message asked = Kit.expect(s.createConsumer(q), 1, 1);
        s.createProducer(null).send(asked.getJMSReplyTo(), s.createTextMessage("2"));
        Kit.expect(answer, 2, 2);
        Kit.expect(log, 2, 2);
    }

    // ---- dead letters

    private static void individual(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue("individual." + k.name("q"));
        k.send(q, 1);
        giveUp(k, q);
        Message dead = Kit.expect(s.createConsumer(s.createQueue("ActiveMQ.DLQ.Queue." + q.getQueueName())), 1, 1);
        Kit.same(q, ((ActiveMQMessage) dead).getOriginalDestination(), "original destination");
        Kit.check(dead.getStringProperty("dlqDeliveryFailureCause") != null, "the cause is missing");
    }

    private static void discarding(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue("discarded." + k.name("q"));
        k.send(q, 1, 1, (m, i) -> AcknowledgeScenarios.probe(k, m));
        giveUp(k, q);
        Kit.nothing(AcknowledgeScenarios.deadLetters(k), "dead letters of this queue are thrown away");
    }

    private static void perDurable(Kit k) throws Exception {
        ActiveMQConnection c = k.open("", k.name("client"));
        c.setRedeliveryPolicy(AcknowledgeScenarios.atOnce(0));
        c.start();
        Session s = Kit.transacted(c);
        Topic t = s.createTopic("durable." + k.name("t"));
        MessageConsumer d = s.createDurableSubscriber(t, "sub");
        k.send(t, 1);
        Kit.expect(d, 1, 1);
        s.rollback();
        Session reading = k.session();
        String grave = "ActiveMQ.DLQ.Topic." + t.getTopicName() + "." + k.name("client") + ":sub";
        Message dead = Kit.expect(reading.createConsumer(reading.createQueue(grave)), 1, 1);
        Kit.same(t, ((ActiveMQMessage) dead).getOriginalDestination(), "original destination");
    }

    private static void nonPersistent(Kit k) throws Exception {
        Session s = k.session();
        Queue kept = s.createQueue("kept." + k.name("q"));
        MessageProducer p = s.createProducer(kept);
        p.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        Message m = s.createTextMessage("1");
        AcknowledgeScenarios.probe(k, m);
        p.send(m);
        giveUp(k, kept);
        Message dead = Kit.expect(AcknowledgeScenarios.deadLetters(k), 1, 1);
        Kit.same(DeliveryMode.PERSISTENT, dead.getJMSDeliveryMode(), "JMSDeliveryMode");
        Kit.same("NON_PERSISTENT", dead.getStringProperty("originalDeliveryMode"), "originalDeliveryMode");
    }

    private static void expired(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue("individual." + k.name("q"));
        MessageProducer p = s.createProducer(q);
        p.setTimeToLive(1);
        p.send(s.createTextMessage("1"));
        Message dead = Kit.expect(s.createConsumer(s.createQueue("ActiveMQ.DLQ.Queue." + q.getQueueName())), 1, 1);
        Kit.same(0L, dead.getJMSExpiration(), "JMSExpiration");
        Kit.check(dead.getLongProperty("originalExpiration") > 0, "originalExpiration is missing");
    }

    private static void temporary(Kit k) throws Exception {
        ActiveMQConnection c = k.open("", null);
        c.setRedeliveryPolicy(AcknowledgeScenarios.atOnce(0));
        c.start();
        Session s = Kit.transacted(c);
        Queue q = s.createTemporaryQueue();
        Message m = s.createTextMessage("1");
        AcknowledgeScenarios.probe(k, m);
        s.createProducer(q).send(m);
        s.commit();
        Kit.expect(s.createConsumer(q), 1, 1);
        s.rollback();
        Kit.nothing(AcknowledgeScenarios.deadLetters(k), "dead letters of temporary queues are thrown away");
    }

    private static void retry(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue("individual." + k.name("q")), grave = s.createQueue("ActiveMQ.DLQ.Queue." + q.getQueueName());
        k.send(q, 1, 3, (m, i) -> m.setIntProperty("n", i));
        for (int i = 1; i <= 3; i++) giveUp(k, q);
        Kit.until("three dead letters", () -> ask(grave, "retry", "{\"dryRun\":true}").contains("\"messages\":3"));
        Kit.check(ask(grave, "retry", "{\"selector\":\"n = 2\"}").contains("\"messages\":1"), "one message matches");
        MessageConsumer c = s.createConsumer(q);
        Message m = Kit.expect(c, 2, 2);
        Kit.same(false, m.getJMSRedelivered(), "JMSRedelivered");
        Kit.same(1, Kit.deliveryCount(m), "JMSXDeliveryCount");
        Kit.check(!m.propertyExists("dlqDeliveryFailureCause"), "the cause is still there");
        Kit.check(ask(grave, "retry", "{}").contains("\"messages\":2"), "two are left");
        Kit.same(new TreeSet<>(Arrays.asList("1", "3")), new TreeSet<>(Kit.drain(c)), "the others");
        Kit.nothing(s.createConsumer(grave), "all were retried");
    }

    /** What died in one queue of a virtual topic comes back to that queue alone. */
    private static void retryOfOneQueue(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic("VirtualTopic." + k.name("t"));
        Queue a = s.createQueue("Consumer.A." + t.getTopicName()), b = s.createQueue("Consumer.B." + t.getTopicName());
        s.createConsumer(a).close();
        MessageConsumer other = s.createConsumer(b);
        k.send(t, 1, 1, (m, i) -> AcknowledgeScenarios.probe(k, m));
        Kit.expect(other, 1, 1);
        giveUp(k, a);
        Queue grave = s.createQueue("ActiveMQ.DLQ");
        Kit.until("the dead letter is sent back", () -> ask(grave, "retry", "{\"selector\":\"probe = '" + k.unique + "'\"}").contains("\"messages\":1"));
        Kit.expect(s.createConsumer(a), 1, 1);
        Kit.nothing(other, "it had its copy");
    }

    private static void moveAndCopy(Kit k) throws Exception {
        Session s = k.session();
        Queue from = s.createQueue(k.name("from")), to = s.createQueue(k.name("to"));
        s.createConsumer(to).close();
        k.send(from, 1, 4, (m, i) -> m.setIntProperty("n", i));
        Kit.check(ask(from, "move", "{\"selector\":\"n > 2\",\"target\":\"" + to.getQueueName() + "\"}").contains("\"messages\":2"), "two match");
        Kit.check(ask(from, "copy", "{\"most\":1,\"target\":\"" + to.getQueueName() + "\"}").contains("\"messages\":1"), "one is enough");
        Kit.same(Arrays.asList("3", "4", "1"), Kit.drain(s.createConsumer(to)), "what went");
        Kit.expect(s.createConsumer(from), 1, 2);
    }

    // ---- what the broker writes on messages

    private static void ceiling(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        p.setTimeToLive(24 * 3_600_000L);
        p.send(s.createTextMessage("1"));
        Message m = Kit.expect(s.createConsumer(q), 1, 1);
        Kit.same(3_600_000L, m.getJMSExpiration() - m.getJMSTimestamp(), "time to live");
    }

    private static void userId(Kit k) throws Exception {
        Queue q = k.session().createQueue(k.name("q"));
        ActiveMQConnection c = k.track((ActiveMQConnection) new ActiveMQConnectionFactory(USER, PASSWORD, k.url).createConnection(), null);
        Session s = Kit.auto(c);
        Message m = s.createTextMessage("1");
        m.setStringProperty("JMSXUserID", "somebody else");
        s.createProducer(q).send(m);
        Kit.same("admin", Kit.expect(k.session().createConsumer(q), 1, 1).getStringProperty("JMSXUserID"), "JMSXUserID");
    }

    /** A consumer gets the first message of the queue and will not have it. */
    private static void giveUp(Kit k, Queue q) throws Exception {
        ActiveMQConnection c = k.open("jms.prefetchPolicy.all=1", null);
        c.setRedeliveryPolicy(AcknowledgeScenarios.atOnce(0));
        c.start();
        Session s = Kit.transacted(c);
        Kit.next(s.createConsumer(q), "the message to give up");
        s.rollback();
        c.close();
    }

    /** What a transaction manager hears of a branch that an operator decided in its place. */
    private static void decided(Kit k) throws Exception {
        for (boolean commit : new boolean[] {true, false}) {
            XASession s = Branches.connect(k).createXASession();
            XAResource resource = s.getXAResource();
            Queue q = s.createQueue(k.name("q" + commit));
            Xid xid = Branches.id();
            resource.start(xid, XAResource.TMNOFLAGS);
            s.createProducer(q).send(s.createTextMessage("1"));
            resource.end(xid, XAResource.TMSUCCESS);
            Kit.same(XAResource.XA_OK, resource.prepare(xid), "vote");
            String name = xid.getFormatId() + ":" + hex(xid.getGlobalTransactionId()) + ":" + hex(xid.getBranchQualifier());
            Kit.same("", post("transactions/" + (commit ? "commit" : "rollback"), "{\"xid\":\"" + name + "\"}"), "answer to the operator");
            int code = commit ? XAException.XA_HEURCOM : XAException.XA_HEURRB;
            Kit.check(Branches.isInDoubt(resource, xid), "recover does not list the branch");
            Branches.refuses(code, "commit", () -> resource.commit(xid, false));
            Branches.refuses(code, "rollback", () -> resource.rollback(xid));
            resource.forget(xid);
            Kit.check(!Branches.isInDoubt(resource, xid), "recover lists the branch after it was forgotten");
            Branches.refuses(XAException.XAER_NOTA, "commit of a forgotten branch", () -> resource.commit(xid, false));
            MessageConsumer c = k.session().createConsumer(q);
            if (commit) Kit.expect(c, 1, 1);
            Kit.nothing(c);
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) text.append(String.format("%02x", b));
        return text.toString();
    }

    /** POST of the REST API; the answer's text. */
    private static String ask(Queue q, String act, String body) throws Exception {
        return post("queues/" + q.getQueueName() + "/messages/" + act, body);
    }

    private static String post(String path, String body) throws Exception {
        String credentials = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes("UTF-8"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getProperty("console") + "/api/v1/" + path))
            .header("Authorization", "Basic " + credentials).header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
