import java.util.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;

/**
 * Users, groups and rights. Needs a broker with the user ann (group sales) and the administrator root, each with the password "secret-" and the
 * name, and the rights of RightsTests. Clients without credentials are in the group guests.
 */
final class RightsScenarios {
    private RightsScenarios() { }

    static void addTo(Scenarios s) {
        s.alone("rights-sign-in-refused", 30, RightsScenarios::signInRefused);
        s.alone("rights-read", 30, RightsScenarios::read);
        s.alone("rights-write", 30, RightsScenarios::write);
        s.alone("rights-create-and-remove", 30, RightsScenarios::admin);
        s.alone("rights-composite", 30, RightsScenarios::composite);
        s.alone("rights-wildcard-consumer", 30, RightsScenarios::wildcard);
        s.alone("rights-transaction", 30, RightsScenarios::transaction);
        s.alone("rights-durable", 30, RightsScenarios::durable);
        s.alone("rights-temporary-and-advisories", 30, RightsScenarios::temporary);
        s.alone("rights-anonymous", 30, RightsScenarios::anonymous);
        s.alone("rights-asynchronous-send", 30, RightsScenarios::asynchronous);
    }

    private static ActiveMQConnection as(Kit k, String user) throws JMSException {
        ActiveMQConnection c = k.track((ActiveMQConnection) new ActiveMQConnectionFactory(user, "secret-" + user, k.url).createConnection(), null);
        c.start();
        return c;
    }

    private static void signInRefused(Kit k) throws Exception {
        for (String[] who : new String[][] {{"ann", "wrong"}, {"nobody", "secret-ann"}, {"ann", null}}) {
            ActiveMQConnection c = k.track((ActiveMQConnection) new ActiveMQConnectionFactory(who[0], who[1], k.url).createConnection(), null);
            String message = Kit.fails(JMSSecurityException.class, "signing in as " + who[0] + " with " + who[1], c::start);
            Kit.same("User name [" + who[0] + "] or password is invalid.", message, "the refusal");
        }
    }

    private static void read(Kit k) throws Exception {
        Session s = Kit.auto(as(k, "ann"));
        Kit.check(Kit.fails(JMSException.class, "reading without the right", () -> s.createConsumer(s.createQueue("W.read")))
            .contains("User ann is not authorized to read from: queue://W.read"), "ActiveMQ's words");
        Kit.fails(JMSException.class, "browsing without the right", () -> s.createBrowser(s.createQueue("W.read")).getEnumeration().hasMoreElements());
        Kit.fails(JMSException.class, "reading a topic without the right", () -> s.createConsumer(s.createTopic("W.read")));
        s.createConsumer(s.createQueue(k.name("R").replaceFirst("IT", "ALL"))).close();
    }

    private static void write(Kit k) throws Exception {
        Session s = Kit.auto(as(k, "ann"));
        String forbidden = "User ann is not authorized to write to: queue://R.write";
        Kit.check(Kit.fails(JMSException.class, "a producer without the right", () -> s.createProducer(s.createQueue("R.write"))).contains(forbidden), "ActiveMQ's words");
        MessageProducer anonymous = s.createProducer(null);
        Kit.check(Kit.fails(JMSException.class, "a send without the right", () -> anonymous.send(s.createQueue("R.write"), s.createTextMessage("1"))).contains(forbidden), "ActiveMQ's words");
        Queue mine = s.createQueue("ALL.write");
        anonymous.send(mine, s.createTextMessage("1"));
        Kit.expect(s.createConsumer(mine), 1, 1);
    }

    private static void admin(Kit k) throws Exception {
        ActiveMQConnection c = as(k, "ann");
        Session s = Kit.auto(c);
        Kit.check(Kit.fails(JMSException.class, "making a queue without the right", () -> s.createProducer(s.createQueue("W.made-by-ann")))
            .contains("User ann is not authorized to create: queue://W.made-by-ann"), "ActiveMQ's words");
        Kit.check(Kit.fails(JMSException.class, "removing a queue without the right", () -> c.destroyDestination((org.apache.activemq.command.ActiveMQQueue) s.createQueue("R.remove")))
            .contains("User ann is not authorized to remove: queue://R.remove"), "ActiveMQ's words");
        Queue mine = s.createQueue("ALL.admin");
        s.createProducer(mine).send(s.createTextMessage("1"));
        c.destroyDestination((org.apache.activemq.command.ActiveMQQueue) mine);
    }

    private static void composite(Kit k) throws Exception {
        Session s = Kit.auto(as(k, "ann"));
        Kit.check(Kit.fails(JMSException.class, "a composite with a forbidden member", () -> s.createProducer(s.createQueue("ALL.composite,R.composite")))
            .contains("User ann is not authorized to write to: queue://R.composite"), "the forbidden member is named");
        Kit.fails(JMSException.class, "consuming a composite with a forbidden member", () -> s.createConsumer(s.createQueue("ALL.composite,W.composite")));
    }

    /** Comes in, and gets what it may read and nothing else, also of queues made later. */
    private static void wildcard(Kit k) throws Exception {
        Session root = Kit.auto(as(k, "root")), s = Kit.auto(as(k, "ann"));
        MessageProducer p = root.createProducer(null);
        p.send(root.createQueue("WILD.SECRET.old"), root.createTextMessage("secret"));
        MessageConsumer c = s.createConsumer(s.createQueue("WILD.>"));
        p.send(root.createQueue("WILD.SECRET.new"), root.createTextMessage("secret"));
        p.send(root.createQueue("WILD.OPEN.new"), root.createTextMessage("1"));
        Kit.expect(c, 1, 1);
        Kit.nothing(c, "it may not read the others");
        Kit.fails(JMSException.class, "a pattern with nothing readable", () -> s.createConsumer(s.createQueue("W.>")));
    }

    private static void transaction(Kit k) throws Exception {
        Session s = Kit.transacted(as(k, "ann"));
        MessageProducer p = s.createProducer(null);
        p.send(s.createQueue("ALL.transaction"), s.createTextMessage("1"));
        s.commit();
        Kit.expect(s.createConsumer(s.createQueue("ALL.transaction")), 1, 1);
        s.commit();
        Kit.fails(JMSException.class, "a producer in a transacted session", () -> s.createProducer(s.createQueue("R.transaction")));
    }

    private static void durable(Kit k) throws Exception {
        ActiveMQConnection c = k.track((ActiveMQConnection) new ActiveMQConnectionFactory("ann", "secret-ann", k.url).createConnection(), k.name("c"));
        c.start();
        Session s = Kit.auto(c);
        Kit.check(Kit.fails(JMSException.class, "a durable subscription without the right", () -> s.createDurableSubscriber(s.createTopic("W.durable"), "s"))
            .contains("User ann is not authorized to read from: topic://W.durable"), "ActiveMQ's words");
        Kit.fails(JMSException.class, "a durable subscription to more than it may read", () -> s.createDurableSubscriber(s.createTopic(">"), "s"));
        s.createDurableSubscriber(s.createTopic("ALL.durable"), "s").close();
        s.unsubscribe("s");
    }

    /** Request and reply between two users, with no entry for anything temporary or advisory. */
    private static void temporary(Kit k) throws Exception {
        Session ann = Kit.auto(as(k, "ann")), root = Kit.auto(as(k, "root"));
        TemporaryQueue replies = ann.createTemporaryQueue();
        MessageConsumer answers = ann.createConsumer(replies);
        Queue requests = ann.createQueue("ALL.requests");
        Message request = ann.createTextMessage("1");
        request.setJMSReplyTo(replies);
        ann.createProducer(requests).send(request);
        Message got = Kit.expect(root.createConsumer(requests), 1, 1);
        root.createProducer(got.getJMSReplyTo()).send(root.createTextMessage("1"));
        Kit.expect(answers, 1, 1);
        ann.createConsumer(ann.createTopic("ActiveMQ.Advisory.Queue")).close();
    }

    private static void anonymous(Kit k) throws Exception {
        Session s = k.session();
        Queue open = s.createQueue("GUESTS.in");
        s.createProducer(open).send(s.createTextMessage("1"));
        Kit.check(Kit.fails(JMSException.class, "an anonymous client reading", () -> s.createConsumer(open))
            .contains("User anonymous is not authorized to read from: queue://GUESTS.in"), "the anonymous user is named");
    }

    /** Nobody waits for an answer: the connection's listener hears of it. */
    private static void asynchronous(Kit k) throws Exception {
        ActiveMQConnection c = as(k, "ann");
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        c.setExceptionListener(e -> heard.add(String.valueOf(e.getMessage())));
        c.setUseAsyncSend(true);
        Session s = Kit.auto(c);
        s.createProducer(null).send(s.createQueue("R.asynchronous"), s.createTextMessage("1"));
        Kit.until("the listener hears of it", () -> heard.toString().contains("User ann is not authorized to write to: queue://R.asynchronous"));
        Kit.check(!c.isTransportFailed(), "the connection goes on");
    }
}
