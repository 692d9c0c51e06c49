import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;

/** Flow control. Needs a broker with the policies of FlowTests: producers to FLOW.> wait at 256 KiB, those to FAIL.> and LATE.> are refused. */
final class FlowScenarios {
    private FlowScenarios() { }

    private static final int BODY = 20_000, FILLS = 16;

    static void addTo(Scenarios s) {
        s.alone("flow-blocked-then-drained", 60, FlowScenarios::drained);
        s.alone("flow-consumer-of-the-same-connection-goes-on", 60, FlowScenarios::sameConnection);
        s.alone("flow-window", 60, FlowScenarios::window);
        s.alone("flow-fails-at-once", 30, FlowScenarios::failsAtOnce);
        s.alone("flow-fails-after-timeout", 30, FlowScenarios::failsAfterTimeout);
        s.alone("flow-many-blocked-producers", 60, FlowScenarios::many);
        s.alone("flow-closed-while-blocked", 60, FlowScenarios::closed);
        s.alone("flow-transaction-waits-to-commit", 60, FlowScenarios::transaction);
        s.alone("flow-transaction-larger-than-the-limit", 60, FlowScenarios::largeTransaction);
        s.alone("flow-transaction-fails-at-once", 60, FlowScenarios::failingTransaction);
        s.alone("flow-composite-waits-as-a-whole", 60, FlowScenarios::composite);
    }

    private static BytesMessage message(Session s, int number) throws JMSException {
        BytesMessage m = s.createBytesMessage();
        m.writeBytes(new byte[BODY]);
        m.setIntProperty("n", number);
        return m;
    }

    private static Thread start(String name, FutureTask<Void> task) {
        Thread t = new Thread(task, name);
        t.setDaemon(true);
        t.start();
        return t;
    }

    private static void inOrder(MessageConsumer c, int from, int to) throws JMSException {
        for (int i = from; i <= to; i++) Kit.same(i, Kit.next(c, "message " + i).getIntProperty("n"), "number of the next message");
    }

    /** The test looks at the list of blocked producers meanwhile, and then says "go". */
    private static void drained(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue("FLOW.drained");
        AtomicInteger sent = new AtomicInteger();
        FutureTask<Void> sending = new FutureTask<>(() -> {
            MessageProducer p = s.createProducer(q);
            for (int i = 1; i <= 50; i++) { p.send(message(s, i)); sent.set(i); }
            return null;
        });
        start("sender", sending);
        Session other = k.session();
        Kit.expect(other.createConsumer(other.createQueue("go")), 1, 1);
        Kit.check(!sending.isDone() && sent.get() < 20, "the producer waits; it has sent " + sent);
        MessageConsumer c = other.createConsumer(q);
        inOrder(c, 1, 50);
        sending.get(Kit.PATIENCE, TimeUnit.MILLISECONDS);
        Kit.nothing(c);
    }

    private static void fill(Kit k, Queue q) throws JMSException {
        Session s = Kit.transacted(k.connect());
        MessageProducer p = s.createProducer(q);
        for (int i = 1; i <= FILLS; i++) p.send(message(s, i));
        s.commit();
    }

    private static void transaction(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect());
        Queue q = s.createQueue("FLOW.transaction");
        fill(k, q);
        s.createProducer(q).send(message(s, FILLS + 1));
        FutureTask<Void> committing = new FutureTask<>(() -> { s.commit(); return null; });
        start("committer", committing);
        Session other = k.session();
        Kit.nothing(other.createConsumer(other.createQueue(k.name("nothing"))));
        Kit.check(!committing.isDone(), "the queue is full, and the transaction has committed");
        MessageConsumer c = other.createConsumer(q);
        inOrder(c, 1, FILLS + 1);
        committing.get(Kit.PATIENCE, TimeUnit.MILLISECONDS);
        Kit.nothing(c);
    }

    private static void largeTransaction(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect());
        Queue q = s.createQueue("FLOW.large");
        MessageProducer p = s.createProducer(q);
        for (int i = 1; i <= 3 * FILLS; i++) p.send(message(s, i));
        s.commit();
        // It takes from the full queue what it sends back: nobody else need make room.
        MessageConsumer c = s.createConsumer(q);
        inOrder(c, 1, 1);
        p.send(message(s, 3 * FILLS + 1));
        s.commit();
        inOrder(c, 2, 3 * FILLS + 1);
        s.commit();
    }

    private static void failingTransaction(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect());
        Queue q = s.createQueue("FAIL.transaction");
        fill(k, q);
        s.createProducer(q).send(message(s, FILLS + 1));
        Kit.fails(TransactionRolledBackException.class, "a commit to a full queue that refuses", s::commit);
        MessageConsumer c = k.session().createConsumer(q);
        inOrder(c, 1, FILLS);
        Kit.nothing(c);
    }

    private static void composite(Kit k) throws Exception {
        Session s = k.session(), other = k.session();
        Queue full = s.createQueue("FLOW.full"), empty = s.createQueue("FLOW.empty");
        fill(k, full);
        FutureTask<Void> sending = new FutureTask<>(() -> {
            s.createProducer(s.createQueue("FLOW.empty,FLOW.full")).send(message(s, FILLS + 1));
            return null;
        });
        start("sender", sending);
        MessageConsumer ofEmpty = other.createConsumer(empty);
        Kit.nothing(ofEmpty, "the other queue is full");
        MessageConsumer ofFull = other.createConsumer(full);
        inOrder(ofFull, 1, FILLS + 1);
        inOrder(ofEmpty, FILLS + 1, FILLS + 1);
        sending.get(Kit.PATIENCE, TimeUnit.MILLISECONDS);
    }

    /** ActiveMQ stops reading the connection here, and its consumer starves: the acknowledgements that would make room are never read. */
    private static void sameConnection(Kit k) throws Exception {
        ActiveMQConnection c = k.connect("jms.useAsyncSend=true");
        Session in = Kit.auto(c), out = Kit.auto(c);
        Queue q = in.createQueue("FLOW.same");
        int count = 2_500;
        FutureTask<Void> sending = new FutureTask<>(() -> {
            MessageProducer p = out.createProducer(q);
            for (int i = 1; i <= count; i++) p.send(message(out, i));
            return null;
        });
        start("sender", sending);
        // All 50 MB leave the client although nothing is consumed yet: more than memory keeps for one connection.
        sending.get(40, TimeUnit.SECONDS);
        Queue free = in.createQueue(k.name("free"));
        MessageProducer other = in.createProducer(free);
        other.send(in.createTextMessage("1"));
        Kit.expect(in.createConsumer(free), 1, 1);
        MessageConsumer consumer = in.createConsumer(q);
        inOrder(consumer, 1, count);
        Kit.nothing(consumer);
    }

    private static void window(Kit k) throws Exception {
        ActiveMQConnection c = k.connect("jms.useAsyncSend=true&jms.producerWindowSize=100000");
        Session out = Kit.auto(c), in = Kit.auto(c);
        Queue q = out.createQueue("FLOW.window");
        AtomicInteger sent = new AtomicInteger();
        FutureTask<Void> sending = new FutureTask<>(() -> {
            MessageProducer p = out.createProducer(q);
            for (int i = 1; i <= 100; i++) { p.send(message(out, i)); sent.set(i); }
            return null;
        });
        start("sender", sending);
        Kit.until("the producer has filled the queue", () -> sent.get() >= FILLS - 4);
        MessageConsumer other = in.createConsumer(in.createQueue(k.name("nothing")));
        Kit.nothing(other);
        Kit.check(sent.get() < 40, "the window holds the producer; it has sent " + sent);
        inOrder(in.createConsumer(q), 1, 100);
        sending.get(Kit.PATIENCE, TimeUnit.MILLISECONDS);
    }

    private static void failsAtOnce(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue("FAIL.at-once");
        MessageProducer p = s.createProducer(q);
        int[] sent = {0};
        String message = Kit.fails(ResourceAllocationException.class, "sending more than fits", () -> {
            for (int i = 1; i <= 50; i++) { p.send(message(s, i)); sent[0] = i; }
        });
        Kit.check(message.matches("Usage Manager Memory Limit \\(262144\\) reached on queue://FAIL.at-once. Stopping producer \\(ID:.*\\) to prevent flooding queue://FAIL.at-once."), "the text was " + message);
        MessageConsumer c = s.createConsumer(q);
        inOrder(c, 1, sent[0]);
        Kit.nothing(c);
        p.send(message(s, 99));
        inOrder(c, 99, 99);
    }

    private static void failsAfterTimeout(Kit k) throws Exception {
        Session s = k.session();
        MessageProducer p = s.createProducer(s.createQueue("LATE.refused"));
        long[] began = {0};
        Kit.fails(ResourceAllocationException.class, "sending more than fits", () -> {
            for (int i = 1; i <= 50; i++) { began[0] = System.nanoTime(); p.send(message(s, i)); }
        });
        long waited = (System.nanoTime() - began[0]) / 1_000_000;
        Kit.check(waited >= 450, "refused after " + waited + " ms rather than 500");
    }

    /** 200 producers on as many sessions: all wait, all get in, nothing is lost and nothing comes twice. */
    private static void many(Kit k) throws Exception {
        Queue q = k.session().createQueue("FLOW.many");
        Session filler = k.session();
        MessageProducer fill = filler.createProducer(q);
        for (int i = 0; i < 13; i++) fill.send(message(filler, -1));
        List<ActiveMQConnection> connections = new ArrayList<>();
        for (int i = 0; i < 10; i++) connections.add(k.connect());
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            Session s = Kit.auto(connections.get(i % 10));
            MessageProducer p = s.createProducer(q);
            FutureTask<Void> task = new FutureTask<>(() -> { p.send(message(s, number)); return null; });
            tasks.add(task);
            start("sender-" + i, task);
        }
        MessageConsumer c = k.session().createConsumer(q);
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 213; i++) {
            int n = Kit.next(c, "message " + i).getIntProperty("n");
            Kit.check(n == -1 || seen.add(n), "twice: " + n);
        }
        Kit.same(200, seen.size(), "messages of the producers");
        for (FutureTask<Void> task : tasks) task.get(Kit.PATIENCE, TimeUnit.MILLISECONDS);
        Kit.nothing(c);
    }

    /** What was sent before the connection was closed in order is kept, though it had to wait. */
    private static void closed(Kit k) throws Exception {
        ActiveMQConnection c = k.connect("jms.useAsyncSend=true");
        Session s = Kit.auto(c);
        Queue q = s.createQueue("FLOW.closed");
        MessageProducer p = s.createProducer(q);
        for (int i = 1; i <= 200; i++) p.send(message(s, i));
        FutureTask<Void> closing = new FutureTask<>(() -> { c.close(); return null; });
        start("closer", closing);
        MessageConsumer consumer = k.session().createConsumer(q);
        inOrder(consumer, 1, 200);
        closing.get(Kit.PATIENCE, TimeUnit.MILLISECONDS);
        Kit.nothing(consumer);
    }
}
