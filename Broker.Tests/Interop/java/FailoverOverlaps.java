import java.util.*;

/**
 * Whether two brokers answered at once. All answers stand in one order, that of the one Java machine that got them; in a window in
 * which the store changed hands n times, the answering broker may change n times.
 */
final class FailoverOverlaps {
    private static final class Answer {
        final long at;
        final String broker;

        Answer(long at, String broker) {
            this.at = at;
            this.broker = broker;
        }
    }

    private final List<Answer> answers = new ArrayList<>();
    private final Map<String, String> brokers = new HashMap<>();   // one string for each broker, not for each answer
    private final TreeMap<Long, Integer> marks = new TreeMap<>();   // the end of a window: how often the store changed hands in it

    void answer(long at, String broker) {
        if (!broker.equals("-")) answers.add(new Answer(at, brokers.computeIfAbsent(broker, x -> x)));
    }

    void mark(long at, int takeovers) { marks.put(at, takeovers); }

    /** Changes of the answering broker beyond the takeovers, in all windows that have an end. */
    int count(List<String> examples) {
        answers.sort(Comparator.comparingLong(x -> x.at));
        int count = 0, next = 0;
        String last = null;
        for (Map.Entry<Long, Integer> window : marks.entrySet()) {
            int changes = 0;
            for (; next < answers.size() && answers.get(next).at <= window.getKey(); next++) {
                Answer a = answers.get(next);
                if (last != null && !last.equals(a.broker) && ++changes > window.getValue() && examples.size() < 10) {
                    examples.add("overlap " + a.broker + " answered at " + a.at / 1000 + " us, change " + changes + " of " + window.getValue());
                }
                last = a.broker;
            }
            count += Math.max(0, changes - window.getValue());
        }
        return count;
    }
}
