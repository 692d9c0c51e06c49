import java.util.*;
import java.util.concurrent.*;

/**
 * What an application of ActiveMQ expects of its broker, one named scenario at a time.
 *
 * <p>Scenarios [--console=URL] URL [name...] prints exactly one line per scenario, "PASS name millis" or "FAIL name reason".
 * Without names all run but those that ask for a run of their own. Scenarios --list prints every name; a second word says
 * "alone" (runs only when named) or "better" (ActiveMQ 5.17 itself fails it; the reason is beside the scenario).
 */
public final class Scenarios {
    interface Body { void run(Kit kit) throws Exception; }

    private static final class Scenario {
        final String name, remark;
        final int seconds;
        final Body body;

        Scenario(String name, String remark, int seconds, Body body) {
            this.name = name;
            this.remark = remark;
            this.seconds = seconds;
            this.body = body;
        }
    }

    /** Scenarios share nothing, and most of their time is waiting for something that must not come. */
    private static final int AT_ONCE = Integer.getInteger("scenarios.atOnce", 4);

    private final Map<String, Scenario> all = new LinkedHashMap<>();

    void add(String name, Body body) { add(name, "", 30, body); }

    /** Runs only when named. */
    void alone(String name, int seconds, Body body) { add(name, "alone", seconds, body); }

    /** Holds for this broker and not for ActiveMQ 5.17; docs/activemq-differences.md says what that does instead. */
    void better(String name, Body body) { add(name, "better", 30, body); }

    private void add(String name, String remark, int seconds, Body body) {
        if (all.put(name, new Scenario(name, remark, seconds, body)) != null) throw new IllegalStateException("twice: " + name);
    }

    public static void main(String[] args) throws Exception {
        Scenarios scenarios = new Scenarios();
        MessageScenarios.addTo(scenarios);
        AcknowledgeScenarios.addTo(scenarios);
        RedeliveryScenarios.addTo(scenarios);
        DuplicateScenarios.addTo(scenarios);
        TransactionScenarios.addTo(scenarios);
        XaScenarios.addTo(scenarios);
        DurableScenarios.addTo(scenarios);
        TopicScenarios.addTo(scenarios);
        TemporaryScenarios.addTo(scenarios);
        SelectorScenarios.addTo(scenarios);
        BrowserScenarios.addTo(scenarios);
        DispatchScenarios.addTo(scenarios);
        GroupScenarios.addTo(scenarios);
        ConsumerPolicyScenarios.addTo(scenarios);
        ProducerScenarios.addTo(scenarios);
        SchedulerScenarios.addTo(scenarios);
        AdvisoryScenarios.addTo(scenarios);
        EventScenarios.addTo(scenarios);
        ConnectionScenarios.addTo(scenarios);
        RightsScenarios.addTo(scenarios);
        FlowScenarios.addTo(scenarios);
        WireScenarios.addTo(scenarios);
        RoutingScenarios.addTo(scenarios);
        if (args.length > 0 && args[0].startsWith("--console=")) {
            System.setProperty("console", args[0].substring("--console=".length()));
            args = Arrays.copyOfRange(args, 1, args.length);
        }
        if (args.length == 0) { System.err.println("usage: Scenarios --list | [--console=URL] URL [name...]"); System.exit(2); }
        if (args[0].equals("--list")) {
            for (Scenario s : scenarios.all.values()) System.out.println((s.name + " " + s.remark).trim());
            return;
        }
        List<String> names = new ArrayList<>(Arrays.asList(args).subList(1, args.length));
        if (names.isEmpty()) for (Scenario s : scenarios.all.values()) if (!s.remark.equals("alone")) names.add(s.name);
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<Boolean>> verdicts = new ArrayList<>();
        String url = args[0];
        for (String name : names) verdicts.add(pool.submit(() -> scenarios.run(url, name)));
        boolean passed = true;
        for (Future<Boolean> v : verdicts) passed &= v.get();
        System.exit(passed ? 0 : 1);   // threads of a scenario that hung must not keep the process
    }

    private boolean run(String url, String name) {
        Scenario s = all.get(name);
        String failure = "no such scenario";
        long start = System.nanoTime();
        if (s != null) {
            try (Kit kit = new Kit(url, s.name)) { failure = runLimited(s, kit); }
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println(failure == null ? "PASS " + name + " " + millis : "FAIL " + name + " " + printable(failure));
        System.out.flush();
        return failure == null;
    }

    /** One line of plain text, whatever a failing text contained. */
    private static String printable(String s) { return s.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?"); }

    private static String runLimited(Scenario s, Kit kit) {
        FutureTask<Void> task = new FutureTask<>(() -> { s.body.run(kit); return null; });
        Thread thread = new Thread(task, s.name);
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(s.seconds, TimeUnit.SECONDS);
            return null;
        } catch (TimeoutException e) {
            String where = whereabouts(thread);
            thread.interrupt();
            return "not finished after " + s.seconds + " s" + where;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            String what = cause instanceof Kit.Unexpected ? cause.getMessage() : cause.toString();
            return what + whereabouts(cause.getStackTrace());
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    private static String whereabouts(Thread thread) { return whereabouts(thread.getStackTrace()); }

    /** The innermost line of a scenario file: enough to find the step, without a stack dump. */
    private static String whereabouts(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack)
            if (frame.getFileName() != null && frame.getFileName().endsWith("Scenarios.java"))
                return " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
        return "";
    }
}
