import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import javax.jms.*;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.ScheduledMessage;

/** A mixed load for some time, balanced at its end: soak.sh. */
public final class Soak {
    private static final String PAYLOAD = "x".repeat(900);
    private static final int DELAY_MS = 20_000;

    private final String url;
    private final long seed = Long.getLong("soak.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger();
    private final AtomicInteger names = new AtomicInteger(), deaths = new AtomicInteger(), rollbacks = new AtomicInteger();
    private final List<Thread> producers = new ArrayList<>(), consumers = new ArrayList<>();
    private final List<ActiveMQConnection> mortal = new CopyOnWriteArrayList<>();
    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
    private volatile boolean producing = true, consuming = true;

    private Soak(String url) { this.url = url; }

    public static void main(String[] args) throws Exception {
        Soak soak = new Soak(args[0]);
        System.exit(soak.run(Long.parseLong(args[1]), Integer.parseInt(args[2])) ? 0 : 1);
    }

    private boolean run(long broker, int seconds) throws Exception {
        System.out.println("soak.seed=" + seed);
        for (int i = 0; i < 3; i++) consumer("soak.plain", null, this::consume);
        for (int i = 0; i < 2; i++) consumer("soak.transacted", null, this::consumeTransacted);
        for (String color : List.of("red", "green", "blue")) consumer("soak.selected", "color = '" + color + "'", this::consume);
        for (int i = 0; i < 3; i++) consumer("soak.groups", null, this::consume);
        consumer("soak.later", null, this::consume);
        producer("soak.plain", false, m -> { });
        producer("soak.plain", true, m -> { });
        producerTransacted("soak.transacted");
        producer("soak.selected", false, m -> m.setStringProperty("color", List.of("red", "green", "blue").get(ThreadLocalRandom.current().nextInt(3))));
        producer("soak.groups", false, m -> m.setStringProperty("JMSXGroupID", m.getStringProperty("producer") + "-" + m.getIntProperty("number") % 40));
        producer("soak.later", false, m -> m.setLongProperty(ScheduledMessage.AMQ_SCHEDULED_DELAY, ThreadLocalRandom.current().nextInt(DELAY_MS)));

        List<long[]> memory = new ArrayList<>();
        long began = System.nanoTime(), end = began + seconds * 1_000_000_000L, nextDeath = began + 5_000_000_000L;
        while (System.nanoTime() < end) {
            Thread.sleep(1000);
            memory.add(new long[] {(System.nanoTime() - began) / 1_000_000_000L, rssKb(broker)});
            if (System.nanoTime() > nextDeath) {
                kill();
                nextDeath += 5_000_000_000L;
            }
            if (memory.size() % 60 == 0) System.err.printf("%4d s: %d sent, %d received, %d MB%n", memory.get(memory.size() - 1)[0], ledger.sentCount(), ledger.receivedCount(), memory.get(memory.size() - 1)[1] / 1024);
        }
        producing = false;
        for (Thread t : producers) t.join(30_000);
        long deadline = System.nanoTime() + (DELAY_MS + 60_000) * 1_000_000L;
        while (ledger.missing() > 0 && System.nanoTime() < deadline) Thread.sleep(100);
        consuming = false;
        for (Thread t : consumers) t.join(30_000);
        return report(memory, seconds);
    }

    private boolean report(List<long[]> memory, int seconds) throws Exception {
        int settled = Math.min(180, seconds / 5);
        LongSummaryStatistics first = stats(memory, settled, settled + Math.max(10, seconds / 10)), last = stats(memory, seconds - Math.max(10, seconds / 10), seconds + 10);
        long left = left();
        double growth = 100.0 * (last.getAverage() - first.getAverage()) / first.getAverage();
        boolean flat = growth < 10;
        System.out.println();
        System.out.println("| seconds | sent | received | missing | not asked for | again, flagged | again, unflagged | out of group order | left in queues | consumers killed | rollbacks | RSS MB after "
            + settled + " s | at the end | growth |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        System.out.printf("| %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.0f | %.0f | %.1f %% |%n", seconds, ledger.sentCount(), ledger.receivedCount(), ledger.missing(),
            ledger.unasked(), ledger.again.get() - ledger.unflagged.get(), ledger.unflagged.get(), ledger.outOfOrder.get(), left, deaths.get(), rollbacks.get(),
            first.getAverage() / 1024, last.getAverage() / 1024, growth);
        System.out.println();
        failures.forEach((name, e) -> System.out.println(name + " failed: " + e));
        return ledger.missing() == 0 && ledger.unasked() == 0 && ledger.unflagged.get() == 0 && ledger.outOfOrder.get() == 0 && left == 0 && flat && failures.isEmpty()
            && ledger.sentCount() > 0;
    }

    private static LongSummaryStatistics stats(List<long[]> memory, long from, long to) {
        return memory.stream().filter(m -> m[0] >= from && m[0] <= to).mapToLong(m -> m[1]).summaryStatistics();
    }

    // ---- producers

    interface Dress { void up(Message m) throws JMSException; }
    interface Work { void run() throws Exception; }

    private void producer(String queue, boolean async, Dress dress) {
        String name = "p" + names.incrementAndGet();
        start(producers, name, () -> {
            ActiveMQConnection c = open(async ? "jms.useAsyncSend=true&jms.producerWindowSize=200000" : "");
            Session s = c.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageProducer p = s.createProducer(s.createQueue(queue));
            int number = 0;
            for (; producing; number++) {
                p.send(message(s, name, number, dress));
                // An asynchronous send is answered for when the connection has closed in order.
                if (!async) ledger.sent(name, number);
                Thread.sleep(async ? 2 : 4);
            }
            c.close();
            if (async) for (int i = 0; i < number; i++) ledger.sent(name, i);
        });
    }

    private void producerTransacted(String queue) {
        String name = "p" + names.incrementAndGet();
        start(producers, name, () -> {
            ActiveMQConnection c = open("");
            Session s = c.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer p = s.createProducer(s.createQueue(queue));
            int number = 0;
            while (producing) {
                int from = number, count = 1 + ThreadLocalRandom.current().nextInt(20);
                for (int i = 0; i < count; i++) p.send(message(s, name, number++, m -> { }));
                if (ThreadLocalRandom.current().nextInt(5) == 0) {
                    s.rollback();
                    rollbacks.incrementAndGet();
                } else {
                    s.commit();
                    for (int i = from; i < number; i++) ledger.sent(name, i);
                }
                Thread.sleep(10);
            }
            c.close();
        });
    }

    private static Message message(Session s, String name, int number, Dress dress) throws JMSException {
        TextMessage m = s.createTextMessage(PAYLOAD);
        m.setStringProperty("producer", name);
        m.setIntProperty("number", number);
        dress.up(m);
        return m;
    }

    // ---- consumers: each lives until its connection dies, and is followed by another

    interface Life { void live(ActiveMQConnection c, String queue, String selector) throws Exception; }

    private void consumer(String queue, String selector, Life life) {
        start(consumers, "c" + names.incrementAndGet(), () -> {
            while (consuming) {
                ActiveMQConnection c = open("jms.prefetchPolicy.queuePrefetch=100");
                mortal.add(c);
                try {
                    life.live(c, queue, selector);
                } catch (JMSException e) {
                    if (!c.getTransport().isDisposed() && !c.isTransportFailed() && mortal.contains(c)) throw e;
                } finally {
                    mortal.remove(c);
                    try { c.close(); } catch (JMSException e) { /* it died */ }
                }
            }
        });
    }

    private void consume(ActiveMQConnection c, String queue, String selector) throws Exception {
        Session s = c.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = s.createConsumer(s.createQueue(queue), selector);
        while (consuming && mortal.contains(c)) {
            Message m = consumer.receive(200);
            if (m == null) continue;
            note(m);
            m.acknowledge();
        }
    }

    private void consumeTransacted(ActiveMQConnection c, String queue, String selector) throws Exception {
        Session s = c.createSession(true, Session.SESSION_TRANSACTED);
        MessageConsumer consumer = s.createConsumer(s.createQueue(queue), selector);
        List<Message> batch = new ArrayList<>();
        while (consuming && mortal.contains(c)) {
            Message m = consumer.receive(200);
            if (m != null) batch.add(m);
            if (batch.isEmpty() || (m != null && batch.size() < 10)) continue;
            if (ThreadLocalRandom.current().nextInt(10) == 0) {
                s.rollback();
                rollbacks.incrementAndGet();
            } else {
                for (Message taken : batch) note(taken);
                s.commit();
            }
            batch.clear();
        }
    }

    // Noted before it is acknowledged or committed: when its consumer dies in between, it comes again and says so.
    private void note(Message m) throws JMSException {
        String producer = m.getStringProperty("producer"), group = m.getStringProperty("JMSXGroupID");
        ledger.received(producer, m.getIntProperty("number"), m.getJMSRedelivered(), group);
    }

    // As a process that is killed: the socket goes without a word.
    private void kill() throws Exception {
        if (mortal.isEmpty()) return;
        ActiveMQConnection c = mortal.get(random.nextInt(mortal.size()));
        mortal.remove(c);
        c.getTransport().stop();
        deaths.incrementAndGet();
    }

    // ---- what both need

    private ActiveMQConnection open(String options) throws JMSException {
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(options.isEmpty() ? url : url + "?" + options);
        factory.getRedeliveryPolicy().setMaximumRedeliveries(-1);
        factory.getRedeliveryPolicy().setInitialRedeliveryDelay(0);
        factory.getRedeliveryPolicy().setRedeliveryDelay(0);
        ActiveMQConnection c = (ActiveMQConnection) factory.createConnection();
        c.start();
        return c;
    }

    private void start(List<Thread> into, String name, Work work) {
        Thread t = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                failures.put(name, e);
            }
        }, name);
        t.setDaemon(true);
        into.add(t);
        t.start();
    }

    private long left() throws JMSException {
        ActiveMQConnection c = open("");
        Session s = c.createSession(false, Session.AUTO_ACKNOWLEDGE);
        TemporaryQueue replyTo = s.createTemporaryQueue();
        MessageConsumer replies = s.createConsumer(replyTo);
        Message request = s.createMessage();
        request.setJMSReplyTo(replyTo);
        request.setBooleanProperty("ActiveMQ.Statistics.Destination.List.End.With.Null", true);
        s.createProducer(s.createQueue("ActiveMQ.Statistics.Destination.>")).send(request);
        long left = 0;
        for (MapMessage m = (MapMessage) replies.receive(10_000); m != null && m.getMapNames().hasMoreElements(); m = (MapMessage) replies.receive(10_000)) {
            if (m.getString("destinationName").equals(replyTo.toString())) continue; // the answers themselves
            if (m.getLong("size") > 0) System.out.println(m.getString("destinationName") + " has " + m.getLong("size"));
            left += m.getLong("size");
        }
        c.close();
        return left;
    }

    private static long rssKb(long pid) throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", ""));
        }
        throw new AssertionError("the broker is gone");
    }
}
