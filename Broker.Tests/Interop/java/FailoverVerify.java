import java.io.IOException;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.command.ActiveMQMessage;

/** Compares what FailoverClient wrote down with what the broker still has. */
final class FailoverVerify {
    /** One thing that happened to one message at a consumer. */
    private static final class Event {
        final char kind;      // R, C or D as in the logs; L: left in the broker
        final long at;
        final long receivedAt;
        final boolean redelivered;
        final String who;     // the consumer, and its transaction
        final int position;   // in the consumer's log, counted in messages

        Event(char kind, long at, long receivedAt, boolean redelivered, String who, int position) {
            this.kind = kind;
            this.at = at;
            this.receivedAt = receivedAt;
            this.redelivered = redelivered;
            this.who = who;
            this.position = position;
        }

        @Override public String toString() { return kind + " by " + who + " at " + (at == Long.MAX_VALUE ? "the end" : at / 1000000 + " ms") + (redelivered ? " redelivered" : ""); }
    }

    /** What came over the wire under one JMS message id. */
    private static final class Arrivals {
        int unflagged;
        long sequence;   // the broker's own number of the message: each stored copy has another
        boolean otherSequence;
    }

    private static final int PATIENCE_MS = 10_000;

    private final Map<String, String> options;
    private final Set<String> answered = new HashSet<>(), doubtful = new HashSet<>();
    private final Map<String, List<Event>> events = new HashMap<>();
    private final Map<String, List<Integer>> interruptions = new HashMap<>();   // consumer: positions in its log
    private final Map<String, List<String>> doubtfulReceives = new HashMap<>();   // transaction: ids
    private final Map<String, Long> doubtfulAt = new HashMap<>();
    private final Map<String, Arrivals> arrivals = new HashMap<>();   // by JMS message id
    private final FailoverOverlaps overlaps = new FailoverOverlaps();
    private long closingFrom = Long.MAX_VALUE;
    private int left, deadLetters, deadLettersDoubled;

    FailoverVerify(Map<String, String> options) { this.options = options; }

    boolean run() throws Exception {
        Path marks = Paths.get(options.get("--log"), "marks.log");
        if (Files.exists(marks)) readMarks(marks);
        try (Stream<Path> files = Files.list(Paths.get(options.get("--log")))) {
            for (Path f : files.sorted().collect(Collectors.toList())) {
                if (f.getFileName().toString().startsWith("producer")) readProducer(f);
                else if (f.getFileName().toString().startsWith("consumer")) readConsumer(f);
            }
        }
        drain();
        return report();
    }

    private void readProducer(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            lines.map(line -> line.split(" ")).forEach(f -> {
                boolean sure = f[0].equals("A");
                (sure ? answered : doubtful).add(f[1]);
                if (sure) overlaps.answer(Long.parseLong(f[2]), f[3]);
            });
        }
    }

    private void readMarks(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            String[] f = line.split(" ");
            if (f[0].equals("S")) closingFrom = Long.parseLong(f[1]);
            else overlaps.mark(Long.parseLong(f[1]), Integer.parseInt(f[2]));
        }
    }

    private void readConsumer(Path file) throws IOException {
        String name = file.getFileName().toString();
        int[] position = {0};
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(line -> position[0] += readConsumerLine(name, line.split(" "), position[0]));
        }
    }

    /** How many messages the application got by it: one or none. */
    private int readConsumerLine(String name, String[] f, int position) {
        if (f[0].equals("I")) { interruptions.computeIfAbsent(name, x -> new ArrayList<>()).add(position); return 0; }
        if (f[0].equals("W")) {
            // A consumer that closes tells what its application was given; the rest goes to another one, and is new to it.
            if (Long.parseLong(f[2]) < closingFrom) arrived(f[1], Integer.parseInt(f[4]) > 0, Long.parseLong(f[5]));
            return 0;
        }
        String who = f.length > 6 ? name + "#" + f[6] : name;
        long at = Long.parseLong(f[2]);
        happened(f[1], new Event(f[0].charAt(0), at, Long.parseLong(f[5]), f[4].equals("1"), who, position));
        if (f[0].equals("C")) overlaps.answer(at, f[3]);
        if (f[0].equals("D")) {
            doubtfulReceives.computeIfAbsent(who, x -> new ArrayList<>()).add(f[1]);
            doubtfulAt.merge(who, at, Math::max);
        }
        return 1;
    }

    private void arrived(String key, boolean flagged, long sequence) {
        Arrivals all = arrivals.computeIfAbsent(key, x -> new Arrivals());
        if (!flagged) all.unflagged++;
        all.otherSequence |= all.sequence != 0 && sequence != 0 && all.sequence != sequence;
        all.sequence = sequence;
    }

    private void happened(String id, Event e) { events.computeIfAbsent(id, x -> new ArrayList<>()).add(e); }

    private void drain() throws Exception {
        ActiveMQConnection c = (ActiveMQConnection) new ActiveMQConnectionFactory(options.get("--url")).createConnection();
        c.start();
        Session s = c.createSession(true, Session.SESSION_TRANSACTED);
        Queue queue = s.createQueue(options.get("--queue"));
        left = drain(s, queue, queue, false);
        deadLetters = drain(s, s.createQueue("ActiveMQ.DLQ"), queue, true);
        c.close();
    }

    /** All that lies before a message sent now; with something missing then, what comes within the patience. Others' dead letters stay. */
    private int drain(Session s, Queue from, Queue queue, boolean dead) throws JMSException {
        int count = 0;
        String end = "end-" + System.nanoTime();
        Message last = s.createMessage();
        last.setStringProperty("id", end);
        s.createProducer(from).send(last);
        s.commit();
        MessageConsumer consumer = s.createConsumer(from, "id IS NOT NULL");
        for (Message m = consumer.receive(PATIENCE_MS); m != null; m = consumer.receive(PATIENCE_MS)) {
            String id = m.getStringProperty("id");
            if (id.equals(end)) {
                if (events.keySet().containsAll(answered)) break;
                continue;
            }
            if (dead && !queue.equals(((ActiveMQMessage) m).getOriginalDestination())) continue;
            // The client gives a message it has seen already to the dead letters, instead of to the application.
            if (dead && events.containsKey(id)) { deadLettersDoubled++; happened(id, new Event('R', Long.MAX_VALUE, Long.MAX_VALUE, true, "dead letters", 0)); }
            else happened(id, new Event('L', Long.MAX_VALUE, Long.MAX_VALUE, m.getJMSRedelivered(), "left", 0));
            if (++count % 200 == 0) s.commit();
        }
        s.commit();
        consumer.close();
        return count;
    }

    private boolean report() {
        int lost = 0, committed = 0, committedCameBack = 0, autoReceived = 0, autoCameBack = 0, deepest = 0, storedTwice = 0, unknown = 0;
        List<String> examples = new ArrayList<>();
        for (String id : answered) if (!events.containsKey(id)) { lost++; example(examples, "lost", id); }
        for (Map.Entry<String, List<Event>> e : events.entrySet()) {
            List<Event> all = e.getValue();
            all.sort(Comparator.comparingLong(x -> x.at));
            if (!answered.contains(e.getKey()) && !doubtful.contains(e.getKey())) unknown++;
            for (int i = 0; i < all.size(); i++) {
                Event x = all.get(i);
                // A failed commit is noted when it fails, however long before that its messages were received; and what it gave
                // back is met again, by somebody or at the end.
                boolean cameBack = all.subList(i + 1, all.size()).stream().anyMatch(y -> y.kind != 'D');
                if (x.kind == 'C') {
                    committed++;
                    if (cameBack) { committedCameBack++; example(examples, "committed and came back", e.getKey() + " " + all); }
                } else if (x.kind == 'R' && x.at != Long.MAX_VALUE) {
                    autoReceived++;
                    if (cameBack) { autoCameBack++; deepest = Math.max(deepest, depth(x)); }
                }
            }
            if (all.stream().filter(x -> x.kind == 'L').count() > 1) { storedTwice++; example(examples, "stored twice", e.getKey()); }
        }
        int unflagged = unflagged(examples), unflaggedOnTheWire = 0;
        for (Map.Entry<String, Arrivals> e : arrivals.entrySet()) {
            if (e.getValue().unflagged > 1) { unflaggedOnTheWire++; example(examples, "arrived " + e.getValue().unflagged + " times unflagged", e.getKey()); }
            if (e.getValue().otherSequence) { storedTwice++; example(examples, "arrived as two stored copies", e.getKey()); }
        }
        int overlapping = overlaps.count(examples);
        int tornSends = tornSends(examples), tornReceives = tornReceives(examples);
        for (String x : examples) System.out.println("EXAMPLE " + x);
        System.out.println("SUMMARY answered=" + answered.size() + " doubtful=" + doubtful.size() + " committed=" + committed + " auto-received=" + autoReceived
            + " left=" + left + " dead-letters=" + deadLetters + " dead-letters-seen-before=" + deadLettersDoubled + " lost=" + lost
            + " committed-came-back=" + committedCameBack + " auto-came-back=" + autoCameBack + " auto-deepest=" + deepest
            + " stored-twice=" + storedTwice + " torn-sends=" + tornSends + " torn-receives=" + tornReceives + " unknown=" + unknown
            + " unflagged=" + unflagged + " unflagged-on-the-wire=" + unflaggedOnTheWire + " overlaps=" + overlapping);
        boolean ok = lost + committedCameBack + storedTwice + tornSends + tornReceives + unknown == 0;
        System.out.println(ok ? "VERIFY OK" : "VERIFY FAILED");
        System.out.flush();
        return ok;
    }

    /**
     * Second deliveries to the application, or to whoever came at the end, that did not say so. What the client had fetched and
     * the application had not been given is no first delivery. Dead letters are the client's own doing: it has seen the message.
     */
    private int unflagged(List<String> examples) {
        int count = 0;
        for (Map.Entry<String, List<Event>> e : events.entrySet()) {
            List<Event> all = new ArrayList<>(e.getValue());
            all.sort(Comparator.comparingLong(x -> x.receivedAt));
            long second = all.stream().skip(1).filter(x -> !x.redelivered).count();
            if (second == 0) continue;
            count += second;
            example(examples, "delivered again without JMSRedelivered", e.getKey() + " " + all);
        }
        return count;
    }

    private static void example(List<String> examples, String what, String id) {
        if (examples.size() < 10) examples.add(what + " " + id);
    }

    /**
     * How many messages lay between an automatically acknowledged message that came back and the nearest interruption. The
     * client tells of an interruption from another thread, so that the note of it may precede the last messages.
     */
    private int depth(Event x) {
        int nearest = Integer.MAX_VALUE;
        for (int position : interruptions.getOrDefault(x.who, Collections.emptyList())) nearest = Math.min(nearest, Math.abs(position - x.position));
        return nearest;
    }

    /** A transaction of sends is there with all its messages or with none. */
    private int tornSends(List<String> examples) {
        Map<String, Integer> seen = new HashMap<>();
        for (String id : doubtful) seen.merge(id.substring(0, id.lastIndexOf('/')), events.containsKey(id) ? 1 : 0, Integer::sum);
        int torn = 0;
        for (Map.Entry<String, Integer> e : seen.entrySet()) {
            if (!e.getKey().contains("-tx-") || e.getValue() == 0 || e.getValue() == FailoverClient.BATCH) continue;
            torn++;
            example(examples, "torn send (" + e.getValue() + " of " + FailoverClient.BATCH + ")", e.getKey());
        }
        return torn;
    }

    /**
     * A transaction of receives whose commit was not answered comes back as a whole or not at all. What another consumer
     * had meanwhile came back too: the broker gave it away when the connection broke, before this client gave it up.
     */
    private int tornReceives(List<String> examples) {
        int torn = 0;
        for (Map.Entry<String, List<String>> e : doubtfulReceives.entrySet()) {
            long at = doubtfulAt.get(e.getKey());
            long back = e.getValue().stream().filter(id -> events.get(id).stream().anyMatch(x -> x.at > at || x.kind != 'D')).count();
            if (back == 0 || back == e.getValue().size()) continue;
            torn++;
            example(examples, "torn receive (" + back + " of " + e.getValue().size() + " came back)", e.getKey());
        }
        return torn;
    }
}
