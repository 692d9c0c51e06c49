import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicLong;

/** What was sent and what came, message by message. Messages are numbered for each producer, without gaps. */
final class Ledger {
    private final Map<String, BitSet> sent = new ConcurrentHashMap<>(), received = new ConcurrentHashMap<>(), unannounced = new ConcurrentHashMap<>();
    private final Map<String, Long> lastOfGroup = new ConcurrentHashMap<>();
    final AtomicLong again = new AtomicLong(), unflagged = new AtomicLong(), outOfOrder = new AtomicLong();

    /** The broker has answered for it, or for the transaction it is in. */
    void sent(String producer, int number) { mark(sent, producer, number); }

    /**
     * It is about to be acknowledged, or committed. One delivery of each may come without a flag, and need not be the one noted first: a
     * consumer may be dead before it has noted what it was given.
     */
    void received(String producer, int number, boolean flagged, String group) {
        boolean isAgain = mark(received, producer, number);
        if (isAgain) again.incrementAndGet();
        if (!flagged && mark(unannounced, producer, number)) unflagged.incrementAndGet();
        if (group != null && !isAgain) inGroup(group, number, flagged);
    }

    // The numbers of a group grow, but for what is delivered again.
    private void inGroup(String group, long number, boolean flagged) {
        lastOfGroup.merge(group, number, (last, now) -> {
            if (now <= last && !flagged) outOfOrder.incrementAndGet();
            return Math.max(last, now);
        });
    }

    long sentCount() { return count(sent); }

    long receivedCount() { return count(received); }

    /** Sent and not received. */
    long missing() {
        long missing = 0;
        for (Map.Entry<String, BitSet> e : sent.entrySet()) {
            BitSet left;
            synchronized (e.getValue()) { left = (BitSet) e.getValue().clone(); }
            BitSet came = received.get(e.getKey());
            if (came != null) synchronized (came) { left.andNot(came); }
            missing += left.cardinality();
        }
        return missing;
    }

    /** Received although its producer was never told that it is sent. */
    long unasked() {
        long unasked = 0;
        for (Map.Entry<String, BitSet> e : received.entrySet()) {
            BitSet left;
            synchronized (e.getValue()) { left = (BitSet) e.getValue().clone(); }
            BitSet asked = sent.get(e.getKey());
            if (asked != null) synchronized (asked) { left.andNot(asked); }
            unasked += left.cardinality();
        }
        return unasked;
    }

    private static boolean mark(Map<String, BitSet> in, String producer, int number) {
        BitSet bits = in.computeIfAbsent(producer, p -> new BitSet());
        synchronized (bits) {
            boolean was = bits.get(number);
            bits.set(number);
            return was;
        }
    }

    private static long count(Map<String, BitSet> in) {
        long sum = 0;
        for (BitSet bits : in.values()) synchronized (bits) { sum += bits.cardinality(); }
        return sum;
    }
}
