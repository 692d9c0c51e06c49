import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;

/** One scenario's own names and connections, and the few assertions scenarios need. Everything opened here is closed with it. */
final class Kit implements AutoCloseable {
    static final class Unexpected extends RuntimeException {
        Unexpected(String message) { super(message); }
    }

    interface Attempt { void run() throws Exception; }
    interface Condition { boolean holds() throws Exception; }

    /** How long something that must happen may take, and how long to listen for something that must not. */
    static final long PATIENCE = 10_000, QUIET = 250;

    private static final String RUN = Long.toString(System.currentTimeMillis(), 36) + ProcessHandle.current().pid();

    final String url;
    /** Unique to this run of this scenario: the first part of every name it uses. */
    final String unique;
    private final List<ActiveMQConnection> connections = Collections.synchronizedList(new ArrayList<>());

    Kit(String url, String scenario) {
        this.url = url;
        unique = "IT." + scenario + "." + RUN;
    }

    String name(String suffix) { return unique + "." + suffix; }

    // ---- connections

    /** A started connection. */
    ActiveMQConnection connect() throws JMSException { return connect(""); }

    /** A started connection with options of the client's URL, such as "jms.useAsyncSend=true". */
    ActiveMQConnection connect(String options) throws JMSException {
        ActiveMQConnection c = open(options, null);
        c.start();
        return c;
    }

    /** A started connection with a client id. */
    ActiveMQConnection connectAs(String clientId) throws JMSException {
        ActiveMQConnection c = open("", clientId);
        c.start();
        return c;
    }

    /** A connection that was not started. */
    ActiveMQConnection open(String options, String clientId) throws JMSException {
        String all = options.isEmpty() ? url : url + (url.contains("?") ? "&" : "?") + options;
        return track((ActiveMQConnection) new ActiveMQConnectionFactory(all).createConnection(), clientId);
    }

    ActiveMQConnection track(ActiveMQConnection c, String clientId) throws JMSException {
        connections.add(c);
        if (clientId != null) c.setClientID(clientId);
        return c;
    }

    Session session() throws JMSException { return auto(connect()); }

    static Session auto(Connection c) throws JMSException { return c.createSession(false, Session.AUTO_ACKNOWLEDGE); }

    static Session transacted(Connection c) throws JMSException { return c.createSession(true, Session.SESSION_TRANSACTED); }

    /** The network fails: the socket goes without a word to the broker. */
    static void cutOff(ActiveMQConnection c) throws Exception { c.getTransport().stop(); }

    @Override public void close() {
        List<Thread> closing = new ArrayList<>();
        for (ActiveMQConnection c : new ArrayList<>(connections)) {
            Thread t = new Thread(() -> { try { c.close(); } catch (JMSException e) { /* the scenario has its verdict */ } });
            t.setDaemon(true);
            t.start();
            closing.add(t);
        }
        for (Thread t : closing) try { t.join(5000); } catch (InterruptedException e) { return; }
    }

    // ---- messages

    /** Sends text messages "1".."count" to a destination on a connection of their own, persistent. */
    void send(Destination d, int count) throws JMSException { send(d, 1, count); }

    void send(Destination d, int from, int to) throws JMSException { send(d, from, to, (m, i) -> { }); }

    interface Dress { void up(Message m, int number) throws JMSException; }

    /** As above, each message dressed before it is sent; sent in one transaction, so that many cost little. */
    void send(Destination d, int from, int to, Dress dress) throws JMSException {
        ActiveMQConnection c = connect();
        Session s = transacted(c);
        MessageProducer p = s.createProducer(d);
        for (int i = from; i <= to; i++) {
            Message m = s.createTextMessage(Integer.toString(i));
            dress.up(m, i);
            p.send(m);
        }
        s.commit();
        c.close();
    }

    static String text(Message m) throws JMSException { return m == null ? "nothing" : ((TextMessage) m).getText(); }

    /** The next message, which must come. */
    static Message next(MessageConsumer c, String what) throws JMSException {
        Message m = c.receive(PATIENCE);
        if (m == null) throw new Unexpected(what + " did not arrive within " + PATIENCE + " ms");
        return m;
    }

    static Message next(MessageConsumer c) throws JMSException { return next(c, "a message"); }

    /** The text messages from..to, in order and nothing between; the last one is returned. */
    static Message expect(MessageConsumer c, int from, int to) throws JMSException {
        Message m = null;
        for (int i = from; i <= to; i++) {
            m = next(c, "message " + i);
            same(Integer.toString(i), text(m), "text of the next message");
        }
        return m;
    }

    static void nothing(MessageConsumer c, String why) throws JMSException {
        Message m = c.receive(QUIET);
        if (m != null) throw new Unexpected(why + ", but came: " + (m instanceof TextMessage ? text(m) : m));
    }

    static void nothing(MessageConsumer c) throws JMSException { nothing(c, "nothing was expected"); }

    /** Drains what is there, until QUIET ms of silence. */
    static List<String> drain(MessageConsumer c) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (Message m = c.receive(PATIENCE); m != null; m = c.receive(QUIET)) texts.add(text(m));
        return texts;
    }

    static int deliveryCount(Message m) throws JMSException { return m.getIntProperty("JMSXDeliveryCount"); }

    /** A number of texts "from".."to". */
    static List<String> texts(int from, int to) {
        List<String> l = new ArrayList<>();
        for (int i = from; i <= to; i++) l.add(Integer.toString(i));
        return l;
    }

    // ---- assertions

    static void same(Object expected, Object actual, String what) {
        if (!Objects.equals(expected, actual)) throw new Unexpected(what + ": expected <" + shorten(expected) + ">, got <" + shorten(actual) + ">");
    }

    private static String shorten(Object o) {
        String s = String.valueOf(o);
        return s.length() <= 300 ? s : s.substring(0, 300) + "... (" + s.length() + " characters)";
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) throw new Unexpected(otherwise);
    }

    static void until(String what, Condition c) throws Exception {
        long deadline = System.nanoTime() + PATIENCE * 1_000_000;
        while (!c.holds()) {
            if (System.nanoTime() > deadline) throw new Unexpected("not within " + PATIENCE + " ms: " + what);
            Thread.sleep(5);
        }
    }

    /** The attempt must fail with this exception (or one derived from it), whose message is returned. */
    static <E extends Exception> String fails(Class<E> expected, String what, Attempt attempt) throws Exception {
        try {
            attempt.run();
        } catch (Exception e) {
            if (expected.isInstance(e)) return String.valueOf(e.getMessage());
            throw new Unexpected(what + ": expected " + expected.getSimpleName() + ", got " + e);
        }
        throw new Unexpected(what + " was allowed");
    }

    /** Collects what a listener gets; failures inside a listener reach the scenario through await(). */
    static final class Inbox implements MessageListener {
        final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

        @Override public void onMessage(Message m) { messages.add(m); }

        Message next(String what) throws InterruptedException {
            Message m = messages.poll(PATIENCE, TimeUnit.MILLISECONDS);
            if (m == null) throw new Unexpected(what + " did not arrive within " + PATIENCE + " ms");
            return m;
        }
    }
}
