import java.util.*;
import java.util.concurrent.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.command.ActiveMQMessage;

/** Ways to send. */
final class ProducerScenarios {
    private ProducerScenarios() { }

    static void addTo(Scenarios s) {
        s.add("producer-window", k -> manySends(k, "jms.producerWindowSize=20000", DeliveryMode.NON_PERSISTENT));
        s.add("producer-window-persistent", k -> manySends(k, "jms.producerWindowSize=20000&jms.useAsyncSend=true", DeliveryMode.PERSISTENT));
        s.add("producer-async-persistent", k -> manySends(k, "jms.useAsyncSend=true", DeliveryMode.PERSISTENT));
        s.add("producer-always-sync", k -> manySends(k, "jms.alwaysSyncSend=true", DeliveryMode.NON_PERSISTENT));
        s.add("producer-anonymous", ProducerScenarios::anonymous);
        s.add("producer-composite-destination", ProducerScenarios::composite);
        s.add("producer-composite-queue-and-topic", ProducerScenarios::compositeMixed);
        s.add("producer-many-concurrent", ProducerScenarios::concurrent);
        s.add("producer-closed-before-consumed", ProducerScenarios::closedBefore);
        s.add("producer-1mb-messages", ProducerScenarios::megabytes);
    }

    private static void manySends(Kit k, String options, int mode) throws Exception {
        Session s = Kit.auto(k.connect(options)), other = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = other.createConsumer(q);
        MessageProducer p = s.createProducer(q);
        p.setDeliveryMode(mode);
        for (int i = 1; i <= 2000; i++) p.send(s.createTextMessage(Integer.toString(i)));
        Kit.expect(c, 1, 2000);
    }

    private static void anonymous(Kit k) throws Exception {
        Session s = k.session();
        MessageProducer p = s.createProducer(null);
        for (String name : new String[] {"a", "b", "c"}) p.send(s.createQueue(k.name(name)), s.createTextMessage(name));
        for (String name : new String[] {"a", "b", "c"}) Kit.same(name, Kit.text(Kit.next(s.createConsumer(s.createQueue(k.name(name))))), "text");
    }

    private static void composite(Kit k) throws Exception {
        Session s = k.session();
        s.createProducer(s.createQueue(k.name("a") + "," + k.name("b"))).send(s.createTextMessage("1"));
        String id = null;
        for (String name : new String[] {"a", "b"}) {
            Queue q = s.createQueue(k.name(name));
            MessageConsumer c = s.createConsumer(q);
            Message m = Kit.expect(c, 1, 1);
            Kit.same(q, m.getJMSDestination(), "JMSDestination");
            if (id != null) Kit.same(id, m.getJMSMessageID(), "JMSMessageID of the copies");
            id = m.getJMSMessageID();
            Kit.nothing(c);
        }
    }

    private static void compositeMixed(Kit k) throws Exception {
        Session s = k.session();
        MessageConsumer a = s.createConsumer(s.createQueue(k.name("a"))), t = s.createConsumer(s.createTopic(k.name("t")));
        Destination both = s.createQueue(k.name("a") + ",topic://" + k.name("t"));
        s.createProducer(both).send(s.createTextMessage("1"));
        Kit.expect(a, 1, 1);
        Message m = Kit.expect(t, 1, 1);
        Kit.same(s.createTopic(k.name("t")), m.getJMSDestination(), "JMSDestination");
        Kit.same(both, ((ActiveMQMessage) m).getOriginalDestination(), "original destination");
    }

    /** Many senders at once, each in order, nothing lost, nothing twice. */
    private static void concurrent(Kit k) throws Exception {
        Queue q = k.session().createQueue(k.name("q"));
        int senders = 8, each = 200;
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            int sender = i;
            FutureTask<Void> task = new FutureTask<>(() -> {
                Session s = k.session();
                MessageProducer p = s.createProducer(q);
                for (int n = 0; n < each; n++) p.send(s.createTextMessage(sender + ":" + n));
                return null;
            });
            tasks.add(task);
            new Thread(task, "sender-" + i).start();
        }
        MessageConsumer c = k.session().createConsumer(q);
        int[] last = new int[senders];
        Arrays.fill(last, -1);
        for (int i = 0; i < senders * each; i++) {
            String[] t = Kit.text(Kit.next(c, "message " + i)).split(":");
            int sender = Integer.parseInt(t[0]), n = Integer.parseInt(t[1]);
            Kit.same(last[sender] + 1, n, "number of the next message of sender " + sender);
            last[sender] = n;
        }
        Kit.nothing(c);
        for (FutureTask<Void> t : tasks) t.get(Kit.PATIENCE, TimeUnit.MILLISECONDS);
    }

    private static void closedBefore(Kit k) throws Exception {
        ActiveMQConnection c = k.connect("jms.useAsyncSend=true");
        Session s = Kit.auto(c);
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        for (int i = 1; i <= 500; i++) p.send(s.createTextMessage(Integer.toString(i)));
        c.close();
        MessageConsumer consumer = k.session().createConsumer(q);
        Kit.expect(consumer, 1, 500);
        Kit.nothing(consumer);
    }

    private static void megabytes(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        MessageConsumer c = k.session().createConsumer(q);
        byte[] body = new byte[1 << 20];
        new Random(2).nextBytes(body);
        for (int i = 0; i < 20; i++) {
            BytesMessage m = s.createBytesMessage();
            m.writeBytes(body);
            m.setIntProperty("n", i);
            p.send(m);
        }
        byte[] back = new byte[1 << 20];
        for (int i = 0; i < 20; i++) {
            BytesMessage m = (BytesMessage) Kit.next(c);
            Kit.same(i, m.getIntProperty("n"), "number");
            m.readBytes(back);
            Kit.check(Arrays.equals(body, back), "the bytes differ");
        }
    }
}
