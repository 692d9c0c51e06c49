import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.atomic.*;
import javax.jms.*;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.RedeliveryPolicy;

/**
 * Load whose answers are written down, so that they can be compared with what a killed and restarted broker still has.
 *
 * <pre>
 * FailoverClient run    --url failover:(tcp://...) --queue NAME --log DIR [--producers 2 --tx-producers 2 --consumers 1 --tx-consumers 2]
 *                       [--pause MICROS] [--count MESSAGES]
 * FailoverClient verify --url tcp://... --queue NAME --log DIR
 * </pre>
 *
 * run goes on until the line "stop" comes on standard input, or until --count messages were answered. Every 100 ms it prints
 * "PROGRESS answered received". verify drains the queue (and the dead letters that came from it), compares, and prints
 * "SUMMARY key=value ..." and then "VERIFY OK" or "VERIFY FAILED".
 *
 * <p>Each thread writes a file of its own, each line before the event counts:
 * <pre>
 * producer  A id nanos         the send, or the commit it belongs to, was answered
 *           D id nanos         the send or commit failed: the message may or may not be there
 * consumer  R id nanos         received, acknowledged automatically (the client does not wait for an answer)
 *           C id nanos batch   received in a transaction whose commit was answered
 *           D id nanos batch   received in a transaction whose commit failed
 *           I nanos            the connection was interrupted
 * </pre>
 * An id is producer/batch/number; a producer that uses no transactions has batches of one.
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
        for (int i = 0; i < number("--producers", 2); i++) producers.add(start("producer-sync-" + i, this::produce));
        for (int i = 0; i < number("--tx-producers", 2); i++) producers.add(start("producer-tx-" + i, this::produceTransacted));
        waitForStop();
        stopSending = true;
        for (Thread t : producers) t.join(30_000);
        stopReceiving = true;
        for (Thread t : consumers) t.join(30_000);
        progress();
        System.out.println("STOPPED");
        System.out.flush();
    }

    private void waitForStop() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
                for (String line = in.readLine(); line != null && !line.equals("stop"); ) line = in.readLine();
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

    private void progress() {
        System.out.println("PROGRESS " + answered + " " + received);
        System.out.flush();
    }

    interface Work { void on(String name, Log log) throws Exception; }

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

    private void pause() { java.util.concurrent.locks.LockSupport.parkNanos(number("--pause", 0) * 1000L); }

    private void produce(String name, Log log) throws Exception {
        Session s = connect().createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer p = s.createProducer(s.createQueue(queue));
        String me = unique(name);
        for (int n = 0; !stopSending; n++) {
            String id = me + "/" + n + "/0";
            try {
                p.send(message(s, id));
                log.lines("A " + id + " " + System.nanoTime() + "\n");
                answered.incrementAndGet();
            } catch (JMSException e) {
                log.lines("D " + id + " " + System.nanoTime() + "\n");
            }
            pause();
        }
    }

    private void produceTransacted(String name, Log log) throws Exception {
        Session s = connect().createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer p = s.createProducer(s.createQueue(queue));
        String me = unique(name);
        for (int batch = 0; !stopSending; batch++) {
            char kind = 'A';
            try {
                for (int i = 0; i < BATCH; i++) p.send(message(s, me + "/" + batch + "/" + i));
                s.commit();
            } catch (JMSException e) {
                kind = 'D';
                rollback(s);
            }
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < BATCH; i++) lines.append(kind).append(' ').append(me).append('/').append(batch).append('/').append(i).append(' ').append(System.nanoTime()).append('\n');
            log.lines(lines.toString());
            if (kind == 'A') answered.addAndGet(BATCH);
            pause();
        }
    }

    private static void rollback(Session s) {
        try { s.rollback(); } catch (JMSException e) { /* it is rolled back either way */ }
    }

    private static void logInterruptions(ActiveMQConnection c, Log log) {
        c.addTransportListener(new org.apache.activemq.transport.TransportListener() {
            @Override public void onCommand(Object command) { }
            @Override public void onException(IOException error) { }
            @Override public void transportResumed() { }
            @Override public void transportInterupted() {
                try { log.lines("I " + System.nanoTime() + "\n"); } catch (IOException e) { System.out.println("ERROR " + e); }
            }
        });
    }

    private void consume(String name, Log log) throws Exception {
        ActiveMQConnection c = connect();
        logInterruptions(c, log);
        Session s = c.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = s.createConsumer(s.createQueue(queue));
        while (!stopReceiving) {
            Message m = consumer.receive(100);
            if (m == null) continue;
            log.lines("R " + m.getStringProperty("id") + " " + System.nanoTime() + "\n");
            received.incrementAndGet();
        }
        c.close();
    }

    private void consumeTransacted(String name, Log log) throws Exception {
        ActiveMQConnection c = connect();
        logInterruptions(c, log);
        Session s = c.createSession(true, Session.SESSION_TRANSACTED);
        MessageConsumer consumer = s.createConsumer(s.createQueue(queue));
        List<String> ids = new ArrayList<>();
        for (int batch = 0; !stopReceiving || !ids.isEmpty(); ) {
            Message m = stopReceiving ? null : consumer.receive(100);
            if (m != null) ids.add(m.getStringProperty("id"));
            if (ids.isEmpty() || (m != null && ids.size() < BATCH)) continue;
            char kind = 'C';
            try {
                s.commit();
            } catch (JMSException e) {
                kind = 'D';
                rollback(s);
            }
            StringBuilder lines = new StringBuilder();
            for (String id : ids) lines.append(kind).append(' ').append(id).append(' ').append(System.nanoTime()).append(' ').append(batch).append('\n');
            log.lines(lines.toString());
            if (kind == 'C') received.addAndGet(ids.size());
            ids.clear();
            batch++;
        }
        c.close();
    }
}
