import java.io.IOException;
import java.net.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import javax.jms.*;
import org.apache.activemq.ActiveMQConnectionFactory;

/**
 * Load for the comparison and the backlog: Load MODE --key value ...
 *
 * <pre>
 * flow     consumers first, then producers; counted from the first send to the last receive
 * drain    fill first, then consumers empty the queue; the emptying is counted
 * fill     fill the queue --queue and leave it
 * first    wait until the port opens and then for a first message of --queue, which stays there
 *
 * --url tcp://127.0.0.1:61616   --pid PID[,PID] (broker and database, for their CPU time)   --queue NAME   --runs 1   --count 10000   --warmup 10000
 * --producers 1   --consumers 1   --size 1024   --topic false   --persistent false   --send sync|async   --tx 0 (messages per transaction)
 * --limit 300 (seconds)
 * </pre>
 *
 * flow and drain print, for each run, "RUN rate R cpu C others O": deliveries per second, broker CPU seconds per 100,000 deliveries,
 * and how many cores programs other than broker and client used meanwhile.
 */
public final class Load {
    private final Map<String, String> options = new HashMap<>();

    private Load(String[] args) {
        for (int i = 1; i + 1 < args.length; i += 2) options.put(args[i].substring(2), args[i + 1]);
    }

    private String text(String key, String otherwise) { return options.getOrDefault(key, otherwise); }
    private int number(String key, int otherwise) { return Integer.parseInt(text(key, Integer.toString(otherwise))); }
    private boolean flag(String key) { return Boolean.parseBoolean(text(key, "false")); }

    public static void main(String[] args) throws Exception {
        Load load = new Load(args);
        switch (args[0]) {
            case "flow": case "drain": load.measure(args[0].equals("drain")); break;
            case "fill": load.fill(load.text("queue", "BACKLOG"), load.number("count", 10_000)); break;
            case "first": load.first(); break;
            default: throw new IllegalArgumentException(args[0]);
        }
        System.exit(0);
    }

    private void measure(boolean drain) throws Exception {
        String name = "LOAD." + Long.toString(System.currentTimeMillis(), 36);
        for (int run = -1; run < number("runs", 1); run++) {
            int count = run < 0 ? number("warmup", 10_000) : number("count", 10_000);
            if (count == 0) continue;
            String destination = name + "." + (run + 1);
            if (drain) fill(destination, count);
            double[] result = drain ? timed(destination, count, false) : timed(destination, count, true);
            if (run >= 0) System.out.println(String.format(Locale.ROOT, "RUN rate %.0f cpu %.4f others %.2f", result[0], result[1], result[2]));
            System.out.flush();
        }
    }

    private double[] timed(String destination, int count, boolean produce) throws Exception {
        long deliveries = flag("topic") ? (long) count * number("consumers", 1) : count;
        Producers producers = produce ? new Producers(destination, count) : null;
        if (!produce) Thread.sleep(1000);   // what the fill left to do is not the drain's
        long cpu = brokerCpuMillis(), others = otherCpuMillis(), start = System.nanoTime();
        Consumers consumers = new Consumers(destination, deliveries);
        if (produce) {
            cpu = brokerCpuMillis();
            others = otherCpuMillis();
            start = System.nanoTime();
            producers.run();
        }
        long end = consumers.await();
        double seconds = (end - start) / 1e9;
        double[] result = {
            deliveries / seconds, (brokerCpuMillis() - cpu) / 1e3 * 100_000 / deliveries, (otherCpuMillis() - others) / 1e3 / ((System.nanoTime() - start) / 1e9),
        };
        consumers.close();
        if (produce) producers.close();
        return result;
    }

    private void fill(String destination, int count) throws Exception {
        Producers p = new Producers(destination, count);
        p.run();
        p.close();
    }

    // ---- the two sides

    private Connection connect() throws JMSException {
        ActiveMQConnectionFactory f = new ActiveMQConnectionFactory(text("url", "tcp://127.0.0.1:61616"));
        if (text("send", "").equals("async")) f.setUseAsyncSend(true);
        if (text("send", "").equals("sync")) f.setAlwaysSyncSend(true);
        Connection c = f.createConnection();
        c.start();
        return c;
    }

    private Destination destination(Session s, String name) throws JMSException { return flag("topic") ? s.createTopic(name) : s.createQueue(name); }

    /** Threads that share the count, each on a connection of its own. */
    private final class Producers {
        private final List<Connection> connections = new ArrayList<>();
        private final List<FutureTask<Void>> tasks = new ArrayList<>();

        Producers(String name, int count) throws JMSException {
            int producers = number("producers", 1), batch = number("tx", 0);
            byte[] body = new byte[number("size", 1024)];
            new Random(7).nextBytes(body);
            for (int i = 0; i < producers; i++) {
                int mine = (int) ((long) count * (i + 1) / producers - (long) count * i / producers);
                Connection c = connect();
                connections.add(c);
                Session s = c.createSession(batch > 0, batch > 0 ? Session.SESSION_TRANSACTED : Session.AUTO_ACKNOWLEDGE);
                MessageProducer p = s.createProducer(destination(s, name));
                p.setDeliveryMode(flag("persistent") ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
                tasks.add(new FutureTask<>(() -> {
                    for (int n = 1; n <= mine; n++) {
                        BytesMessage m = s.createBytesMessage();
                        m.writeBytes(body);
                        p.send(m);
                        if (batch > 0 && (n % batch == 0 || n == mine)) s.commit();
                    }
                    s.createTemporaryQueue().delete();   // answered after all that was sent before it
                    return null;
                }));
            }
        }

        void run() throws Exception {
            for (FutureTask<Void> t : tasks) new Thread(t, "producer").start();
            for (FutureTask<Void> t : tasks) t.get(number("limit", 300), TimeUnit.SECONDS);
        }

        void close() throws JMSException { for (Connection c : connections) c.close(); }
    }

    /** Threads that receive until all was delivered (and, transacted, committed). */
    private final class Consumers {
        private final List<Connection> connections = new ArrayList<>();
        private final List<FutureTask<Void>> tasks = new ArrayList<>();
        private final AtomicLong received = new AtomicLong(), last = new AtomicLong();
        private final long expected;
        private final int batch = number("tx", 0);

        Consumers(String name, long expected) throws JMSException {
            this.expected = expected;
            for (int i = 0; i < number("consumers", 1); i++) {
                Connection c = connect();
                connections.add(c);
                Session s = c.createSession(batch > 0, batch > 0 ? Session.SESSION_TRANSACTED : Session.AUTO_ACKNOWLEDGE);
                MessageConsumer consumer = s.createConsumer(destination(s, name));
                FutureTask<Void> task = new FutureTask<>(() -> { receive(s, consumer); return null; });
                tasks.add(task);
                new Thread(task, "consumer").start();
            }
        }

        private void receive(Session s, MessageConsumer consumer) throws JMSException {
            int open = 0;
            long latest = System.nanoTime();
            while (received.get() < expected) {
                Message m = consumer.receive(50);
                if (m != null) {
                    received.incrementAndGet();
                    open++;
                    latest = System.nanoTime();
                }
                if (batch > 0 && open > 0 && (m == null || open == batch)) {
                    s.commit();
                    open = 0;
                    latest = System.nanoTime();
                }
            }
            if (batch > 0 && open > 0) {
                s.commit();
                latest = System.nanoTime();
            }
            last.accumulateAndGet(latest, Math::max);
        }

        long await() throws Exception {
            try {
                for (FutureTask<Void> t : tasks) t.get(number("limit", 300), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                System.out.println("TIMEOUT received " + received + " of " + expected);
                System.exit(1);
            }
            return last.get();
        }

        void close() throws JMSException { for (Connection c : connections) c.close(); }
    }

    // ---- a first message

    private void first() throws Exception {
        URI u = URI.create(text("url", "tcp://127.0.0.1:61616"));
        long end = System.currentTimeMillis() + number("limit", 300) * 1000L;
        while (!accepts(u)) {
            if (System.currentTimeMillis() > end) throw new IOException("the port did not open");
            Thread.sleep(5);
        }
        System.out.println("OPEN " + System.currentTimeMillis());
        Connection c = connect();
        Session s = c.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = s.createConsumer(s.createQueue(text("queue", "BACKLOG") + "?consumer.prefetchSize=1"));
        if (consumer.receive(Math.max(1, end - System.currentTimeMillis())) == null) throw new IOException("no message came");
        System.out.println("FIRST " + System.currentTimeMillis());
        c.close();
    }

    private static boolean accepts(URI u) {
        try (Socket ignored = new Socket(u.getHost(), u.getPort())) { return true; } catch (IOException e) { return false; }
    }

    // ---- /proc, in milliseconds; the clock tick is 10 ms

    private long brokerCpuMillis() {
        long sum = 0;
        if (options.containsKey("pid")) for (String pid : text("pid", "").split(",")) sum += processCpuMillis(pid);
        return sum;
    }

    private static long processCpuMillis(String pid) {
        try {
            String s = Files.readString(Paths.get("/proc/" + pid + "/stat"));
            String[] f = s.substring(s.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(f[11]) + Long.parseLong(f[12])) * 10;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private long otherCpuMillis() throws IOException {
        String[] f = Files.readAllLines(Paths.get("/proc/stat")).get(0).trim().split("\\s+");
        long busy = 0;
        for (int i : new int[] {1, 2, 3, 6, 7, 8}) busy += Long.parseLong(f[i]);
        return busy * 10 - brokerCpuMillis() - processCpuMillis("self");
    }
}
