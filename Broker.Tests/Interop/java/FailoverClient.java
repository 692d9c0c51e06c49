import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.atomic.*;
import javax.jms.*;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.RedeliveryPolicy;
import org.apache.activemq.command.MessageDispatch;
import org.apache.activemq.command.MessageId;

/**
 * Load whose answers are written down, so that they can be compared with what a killed and restarted broker still has.
 *
 * <pre>
 * FailoverClient run    --url failover:(tcp://...) --queue NAME --log DIR [--producers 2 --tx-producers 2 --consumers 1 --tx-consumers 2]
 *                       [--pause MICROS] [--tx-pause MICROS] [--count MESSAGES]
 * FailoverClient verify --url tcp://... --queue NAME --log DIR
 * </pre>
 *
 * run goes on until the line "stop" comes on standard input, or until --count messages were answered. Every 100 ms it prints
 * "PROGRESS answered received". The line "mark N" ends a window in which the store changed hands N times; it is answered with
 * "MARK answered send receive": the answers so far, and the longest time, in microseconds, that any producer was without an answer,
 * and that all consumers together were without a message, since that was last asked. "gaps" asks the same and ends no window. verify drains the queue (and the dead letters that came from it), compares, and prints
 * "SUMMARY key=value ..." and then "VERIFY OK" or "VERIFY FAILED".
 *
 * <p>Each thread writes a file of its own, each line before the event counts:
 * <pre>
 * producer  A id nanos broker   the send, or the commit it belongs to, was answered
 *           D id nanos broker   the send or commit failed: the message may or may not be there
 * consumer  W key nanos broker redeliveries sequence   came over the wire, whether or not the application gets to see it
 *           R id nanos broker redelivered receivedNanos        received, acknowledged automatically (the client waits for no answer)
 *           C id nanos broker redelivered receivedNanos batch  received in a transaction whose commit was answered
 *           D id nanos broker redelivered receivedNanos batch  received in a transaction whose commit failed
 *           I nanos             the connection was interrupted
 * marks     M nanos takeovers   the end of a window
 *           S nanos             consumers begin to close
 * </pre>
 * An id is producer/batch/number; a producer that uses no transactions has batches of one. A key is the JMS message id. A broker is
 * the address of the one that answered, "-" when that is not certain; redelivered is JMSRedelivered, 0 or 1.
 */
public final class FailoverClient {
    static final int BATCH = 10;

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i + 1 < args.length; i += 2) options.put(args[i], args[i + 1]);
        if (args.length == 0) { System.err.println("usage: FailoverClient run|verify --url URL --queue NAME --log DIR ..."); System.exit(2); }
        if (args[0].equals("verify")) System.exit(new FailoverVerify(options).run() ? 0 : 1);
        new FailoverClient(options).run();
        System.exit(0);   // a connection that cannot be closed must not keep the process
    }

    private final Map<String, String> options;
    private final String url, queue;
    private final Path directory;
    private final AtomicLong answered = new AtomicLong(), received = new AtomicLong();
    private final List<Gap> sending = new ArrayList<>();   // one for each producer
    private final Gap receiving = new Gap();
    private volatile boolean stopSending, stopReceiving;

    private FailoverClient(Map<String, String> options) {
        this.options = options;
        url = options.get("--url");
        queue = options.get("--queue");
        directory = Paths.get(options.get("--log"));
    }

    private int number(String option, int otherwise) { return Integer.parseInt(options.getOrDefault(option, Integer.toString(otherwise))); }

    private void run() throws Exception {
        Files.createDirectories(directory);
        List<Thread> producers = new ArrayList<>(), consumers = new ArrayList<>();
        for (int i = 0; i < number("--consumers", 1); i++) consumers.add(start("consumer-auto-" + i, this::consume));
        for (int i = 0; i < number("--tx-consumers", 2); i++) consumers.add(start("consumer-tx-" + i, this::consumeTransacted));
        for (int i = 0; i < number("--producers", 2); i++) producers.add(start("producer-sync-" + i, producing(this::produce)));
        for (int i = 0; i < number("--tx-producers", 2); i++) producers.add(start("producer-tx-" + i, producing(this::produceTransacted)));
        waitForStop();
        stopSending = true;
        for (Thread t : producers) t.join(30_000);
        try (Log marks = new Log(directory.resolve("marks.log"))) { marks.lines("S " + System.nanoTime() + "\n"); }
        stopReceiving = true;
        for (Thread t : consumers) t.join(30_000);
        progress();
        System.out.println("STOPPED");
        System.out.flush();
    }

    private void waitForStop() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in)); Log marks = new Log(directory.resolve("marks.log"))) {
                for (String line = in.readLine(); line != null && !line.equals("stop"); line = in.readLine()) {
                    if (line.startsWith("mark ")) marks.lines("M " + System.nanoTime() + " " + line.substring(5) + "\n");
                    gaps();
                }
            } catch (IOException e) { /* as good as the end */ }
            stop.set(true);
        });
        reader.setDaemon(true);
        if (!options.containsKey("--count")) reader.start();
        long count = number("--count", Integer.MAX_VALUE);
        while (!stop.get() && answered.get() < count) {
            progress();
            Thread.sleep(100);
        }
    }

    private void gaps() {
        long now = System.nanoTime(), longest = 0;
        for (Gap gap : sending) longest = Math.max(longest, gap.take(now));
        System.out.println("MARK " + answered + " " + longest / 1000 + " " + receiving.take(now) / 1000);
        System.out.flush();
    }

    private void progress() {
        System.out.println("PROGRESS " + answered + " " + received);
        System.out.flush();
    }

    interface Work { void on(String name, Log log) throws Exception; }

    interface Producing { void on(String name, Log log, Gap gap) throws Exception; }

    private Work producing(Producing work) {
        Gap gap = new Gap();
        sending.add(gap);
        return (name, log) -> work.on(name, log, gap);
    }

    /** The longest time between two events of a kind since it was last asked for, the time that has not ended included. */
    private static final class Gap {
        private long last = System.nanoTime(), longest;

        synchronized void happened(long now) {
            longest = Math.max(longest, now - last);
            last = now;
        }

        synchronized long take(long now) {
            long result = Math.max(longest, now - last);
            longest = 0;
            return result;
        }
    }

    private Thread start(String name, Work work) {
        Thread t = new Thread(() -> {
            try (Log log = new Log(directory.resolve(name + ".log"))) {
                work.on(name, log);
            } catch (Throwable e) {
                System.out.println("ERROR " + name + " " + e);
                System.out.flush();
            }
        }, name);
        t.start();
        return t;
    }

    /** Lines reach the operating system before the event counts; this process may be killed, the machine is not. */
    private static final class Log implements AutoCloseable {
        private final OutputStream out;

        Log(Path file) throws IOException { out = new FileOutputStream(file.toFile(), true); }

        synchronized void lines(String text) throws IOException { out.write(text.getBytes(StandardCharsets.UTF_8)); }

        @Override public void close() throws IOException { out.close(); }
    }

    private ActiveMQConnection connect() throws JMSException {
        ActiveMQConnection c = (ActiveMQConnection) new ActiveMQConnectionFactory(url).createConnection();
        RedeliveryPolicy policy = c.getRedeliveryPolicy();
        policy.setMaximumRedeliveries(RedeliveryPolicy.NO_MAXIMUM_REDELIVERIES);
        policy.setInitialRedeliveryDelay(0);
        policy.setRedeliveryDelay(0);
        c.start();
        return c;
    }

    private static final byte[] BODY = new byte[1024];

    private static Message message(Session s, String id) throws JMSException {
        BytesMessage m = s.createBytesMessage();
        m.writeBytes(BODY);
        m.setStringProperty("id", id);
        return m;
    }

    /** Distinct in every run over the same logs. */
    private static String unique(String name) { return name + "." + Long.toString(System.currentTimeMillis(), 36); }

    private void pause(String option) { java.util.concurrent.locks.LockSupport.parkNanos(number(option, 0) * 1000L); }

    /** When something happened, and which broker it came from. */
    private static String stamp(ActiveMQConnection c, long now) {
        String address = c.getTransport().getRemoteAddress();
        // A thread that had to wait for the processor may find the connection with the next broker.
        boolean certain = address != null && System.nanoTime() - now < 20_000_000;
        return now + " " + (certain ? address : "-");
    }

    private void produce(String name, Log log, Gap gap) throws Exception {
        ActiveMQConnection c = connect();
        Session s = c.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer p = s.createProducer(s.createQueue(queue));
        String me = unique(name);
        for (int n = 0; !stopSending; n++) {
            String id = me + "/" + n + "/0";
            char kind = 'A';
            try {
                p.send(message(s, id));
            } catch (JMSException e) {
                kind = 'D';
            }
            long now = System.nanoTime();
            log.lines(kind + " " + id + " " + stamp(c, now) + "\n");
            if (kind == 'A') answered(gap, now, 1);
            pause("--pause");
        }
    }

    private void produceTransacted(String name, Log log, Gap gap) throws Exception {
        ActiveMQConnection c = connect();
        Session s = c.createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer p = s.createProducer(s.createQueue(queue));
        String me = unique(name);
        for (int batch = 0; !stopSending; batch++) {
            char kind = 'A';
            try {
                for (int i = 0; i < BATCH; i++) p.send(message(s, me + "/" + batch + "/" + i));
                s.commit();
            } catch (JMSException e) {
                kind = 'D';
            }
            long now = System.nanoTime();
            String stamp = stamp(c, now);
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < BATCH; i++) lines.append(kind).append(' ').append(me).append('/').append(batch).append('/').append(i).append(' ').append(stamp).append('\n');
            log.lines(lines.toString());
            if (kind == 'A') answered(gap, now, BATCH);
            else rollback(s);
            pause("--tx-pause");
        }
    }

    private void answered(Gap gap, long now, int messages) {
        gap.happened(now);
        answered.addAndGet(messages);
    }

    private static void rollback(Session s) {
        try { s.rollback(); } catch (JMSException e) { /* it is rolled back either way */ }
    }

    /** What the connection tells: interruptions, and every message that arrives. */
    private static void logTransport(ActiveMQConnection c, Log log) {
        c.addTransportListener(new org.apache.activemq.transport.TransportListener() {
            @Override public void onCommand(Object command) {
                if (!(command instanceof MessageDispatch) || ((MessageDispatch) command).getMessage() == null) return;
                MessageDispatch dispatch = (MessageDispatch) command;
                MessageId id = dispatch.getMessage().getMessageId();
                write("W " + id.toProducerKey() + " " + stamp(c, System.nanoTime()) + " " + dispatch.getRedeliveryCounter() + " " + id.getBrokerSequenceId() + "\n");
            }
            @Override public void onException(IOException error) { }
            @Override public void transportResumed() { }
            @Override public void transportInterupted() { write("I " + System.nanoTime() + "\n"); }

            private void write(String line) {
                try { log.lines(line); } catch (IOException e) { System.out.println("ERROR " + e); }
            }
        });
    }

    private void consume(String name, Log log) throws Exception {
        ActiveMQConnection c = connect();
        logTransport(c, log);
        Session s = c.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = s.createConsumer(s.createQueue(queue));
        while (!stopReceiving) {
            Message m = consumer.receive(100);
            if (m == null) continue;
            long now = System.nanoTime();
            log.lines("R " + m.getStringProperty("id") + " " + stamp(c, now) + " " + redelivered(m) + " " + now + "\n");
            receiving.happened(now);
            received.incrementAndGet();
        }
        c.close();
    }

    private static int redelivered(Message m) throws JMSException { return m.getJMSRedelivered() ? 1 : 0; }

    /** A message of a transaction that is not yet decided. */
    private static final class Held {
        final String id;
        final int redelivered;
        final long receivedAt = System.nanoTime();

        Held(Message m) throws JMSException {
            id = m.getStringProperty("id");
            redelivered = redelivered(m);
        }
    }

    private void consumeTransacted(String name, Log log) throws Exception {
        ActiveMQConnection c = connect();
        logTransport(c, log);
        Session s = c.createSession(true, Session.SESSION_TRANSACTED);
        MessageConsumer consumer = s.createConsumer(s.createQueue(queue));
        List<Held> held = new ArrayList<>();
        for (int batch = 0; !stopReceiving || !held.isEmpty(); ) {
            Message m = stopReceiving ? null : consumer.receive(100);
            if (m != null) {
                held.add(new Held(m));
                receiving.happened(System.nanoTime());
            }
            if (held.isEmpty() || (m != null && held.size() < BATCH)) continue;
            char kind = 'C';
            try {
                s.commit();
            } catch (JMSException e) {
                kind = 'D';
            }
            String stamp = stamp(c, System.nanoTime());
            if (kind == 'D') rollback(s);
            StringBuilder lines = new StringBuilder();
            for (Held h : held) {
                lines.append(kind).append(' ').append(h.id).append(' ').append(stamp).append(' ').append(h.redelivered).append(' ')
                    .append(h.receivedAt).append(' ').append(batch).append('\n');
            }
            log.lines(lines.toString());
            if (kind == 'C') received.addAndGet(held.size());
            held.clear();
            batch++;
        }
        c.close();
    }
}
