import java.util.*;
import javax.jms.*;
import javax.jms.Queue;

/** A browser looks at a queue and takes nothing. */
final class BrowserScenarios {
    private BrowserScenarios() { }

    static void addTo(Scenarios s) {
        s.add("browser", BrowserScenarios::browse);
        s.add("browser-selector", BrowserScenarios::selector);
        s.add("browser-many", BrowserScenarios::many);
        s.add("browser-empty", BrowserScenarios::empty);
        s.add("browser-twice", BrowserScenarios::twice);
        s.add("browser-beside-consumer", BrowserScenarios::besideConsumer);
    }

    private static List<String> texts(QueueBrowser b) throws JMSException {
        List<String> l = new ArrayList<>();
        for (Enumeration<?> e = b.getEnumeration(); e.hasMoreElements();) l.add(Kit.text((Message) e.nextElement()));
        return l;
    }

    private static void browse(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 10);
        QueueBrowser b = s.createBrowser(q);
        Kit.same(Kit.texts(1, 10), texts(b), "what the browser saw");
        b.close();
        MessageConsumer c = s.createConsumer(q);
        Message m = Kit.expect(c, 1, 1);
        Kit.same(false, m.getJMSRedelivered(), "JMSRedelivered of a browsed message");
        Kit.same(1, Kit.deliveryCount(m), "JMSXDeliveryCount of a browsed message");
        Kit.expect(c, 2, 10);
        Kit.nothing(c);
    }

    private static void selector(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 1, 20, (m, i) -> m.setIntProperty("n", i));
        QueueBrowser b = s.createBrowser(q, "n > 15");
        Kit.same(Kit.texts(16, 20), texts(b), "what the browser saw");
        b.close();
        Kit.expect(s.createConsumer(q), 1, 20);
    }

    /** More than a page of ActiveMQ's (maxBrowsePageSize 400) and than a browser's prefetch (500). */
    private static void many(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 2000);
        QueueBrowser b = s.createBrowser(q);
        Kit.same(Kit.texts(1, 2000), texts(b), "what the browser saw");
        b.close();
        Kit.expect(s.createConsumer(q), 1, 2000);
    }

    private static void empty(Kit k) throws Exception {
        Session s = k.session();
        QueueBrowser b = s.createBrowser(s.createQueue(k.name("q")));
        Kit.check(!b.getEnumeration().hasMoreElements(), "an empty queue has messages");
    }

    private static void twice(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 5);
        QueueBrowser b = s.createBrowser(q);
        Kit.same(Kit.texts(1, 5), texts(b), "first look");
        k.send(q, 6, 7);
        Kit.same(Kit.texts(1, 7), texts(b), "second look");
        b.close();
        Kit.expect(s.createConsumer(q), 1, 7);
    }

    private static void besideConsumer(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(s.createQueue(k.name("q") + "?consumer.prefetchSize=1"));
        k.send(q, 10);
        Kit.expect(c, 1, 2);
        Session other = k.session();
        List<String> seen = texts(other.createBrowser(q));
        Kit.check(seen.containsAll(Kit.texts(4, 10)) && !seen.contains("1"), "the browser saw " + seen);
        Kit.expect(c, 3, 10);
        Kit.nothing(c);
    }
}
