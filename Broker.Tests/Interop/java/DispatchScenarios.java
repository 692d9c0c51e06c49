import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQMessageConsumer;

/** Which consumer gets what, when, and in which order. */
final class DispatchScenarios {
    private DispatchScenarios() { }

    static void addTo(Scenarios s) {
        s.add("prefetch-zero", DispatchScenarios::prefetchZero);
        s.add("prefetch-zero-two-consumers", DispatchScenarios::prefetchZeroTwo);
        s.add("prefetch-zero-waits", DispatchScenarios::prefetchZeroWaits);
        s.add("prefetch-one-round-robin", DispatchScenarios::roundRobin);
        s.add("prefetch-option", DispatchScenarios::prefetchOption);
        s.add("prefetch-close-returns-in-order", DispatchScenarios::closeReturns);
        s.add("prefetch-slow-consumer-does-not-block", DispatchScenarios::slowConsumer);
        s.add("consumer-priority", DispatchScenarios::consumerPriority);
        s.add("consumer-exclusive", DispatchScenarios::exclusive);
        s.add("consumer-composite-destination", DispatchScenarios::compositeConsumer);
        // ActiveMQ serves it from the kind alone that the composite itself has, without a word.
        s.better("consumer-composite-of-queues-and-topics", DispatchScenarios::mixedConsumer);
        s.better("consumer-composite-of-both-in-a-transaction", DispatchScenarios::mixedTransaction);
        s.add("consumer-options-in-the-name", DispatchScenarios::options);
        s.add("consumer-option-unknown", DispatchScenarios::unknownOption);
        s.add("priority-in-prefetch", DispatchScenarios::priorityInPrefetch);
        s.add("priority-off-stays-fifo", DispatchScenarios::fifo);
        s.add("order-mixed-persistence", DispatchScenarios::mixedPersistence);
        s.add("expiration-queue", DispatchScenarios::expirationQueue);
        s.add("expiration-to-dlq", DispatchScenarios::expirationDlq);
        s.add("expiration-in-prefetch", DispatchScenarios::expirationInPrefetch);
        s.add("expiration-in-prefetch-of-listener", DispatchScenarios::expirationListener);
        s.add("expiration-unchecked-by-the-client", DispatchScenarios::expirationUnchecked);
        s.add("expiration-not-yet", DispatchScenarios::expirationNotYet);
        s.add("topic-fan-out", DispatchScenarios::fanOut);
        s.add("topic-no-subscriber", DispatchScenarios::noSubscriber);
        s.add("topic-no-local", DispatchScenarios::noLocal);
        s.add("listener-asynchronous", DispatchScenarios::listener);
        s.add("listener-competing", DispatchScenarios::competing);
        s.add("receive-waits", DispatchScenarios::receiveWaits);
    }

    private static Queue option(Session s, Kit k, String options) throws JMSException { return s.createQueue(k.name("q") + "?" + options); }

    private static void prefetchZero(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(option(s, k, "consumer.prefetchSize=0"));
        Kit.same(null, c.receiveNoWait(), "receiveNoWait of an empty queue");
        long start = System.nanoTime();
        Kit.same(null, c.receive(300), "receive(300) of an empty queue");
        long waited = (System.nanoTime() - start) / 1_000_000;
        Kit.check(waited >= 250 && waited < 5000, "receive(300) took " + waited + " ms");
        k.send(q, 4);
        Kit.same("1", Kit.text(c.receiveNoWait()), "receiveNoWait");
        Kit.same("2", Kit.text(c.receive(Kit.PATIENCE)), "receive(timeout)");
        Kit.same("3", Kit.text(c.receive()), "receive()");
        Kit.expect(s.createConsumer(q), 4, 4);   // not held by the pulling consumer
        Kit.same(null, c.receiveNoWait(), "receiveNoWait of an emptied queue");
    }

    private static void prefetchZeroTwo(Kit k) throws Exception {
        Session s = k.session(), t = k.session();
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 6);
        MessageConsumer a = s.createConsumer(option(s, k, "consumer.prefetchSize=0")), b = t.createConsumer(option(t, k, "consumer.prefetchSize=0"));
        for (int i = 1; i <= 6; i += 2) {
            Kit.expect(a, i, i);
            Kit.expect(b, i + 1, i + 1);
        }
    }

    private static void prefetchZeroWaits(Kit k) throws Exception {
        Session s = k.session();
        MessageConsumer c = s.createConsumer(option(s, k, "consumer.prefetchSize=0"));
        FutureTask<String> waiting = new FutureTask<>(() -> Kit.text(c.receive()));
        new Thread(waiting, "puller").start();
        Thread.sleep(200);   // so that the pull waits in the broker
        k.send(s.createQueue(k.name("q")), 1);
        Kit.same("1", waiting.get(Kit.PATIENCE, TimeUnit.MILLISECONDS), "receive()");
    }

    private static void roundRobin(Kit k) throws Exception {
        Queue q = k.session().createQueue(k.name("q"));
        List<MessageConsumer> consumers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Session s = k.session();
            consumers.add(s.createConsumer(option(s, k, "consumer.prefetchSize=1")));
        }
        k.send(q, 3);
        Set<String> got = new TreeSet<>();
        for (MessageConsumer c : consumers) got.add(Kit.text(Kit.next(c, "one message for each consumer")));
        Kit.same(new TreeSet<>(Kit.texts(1, 3)), got, "messages");
    }

    private static void prefetchOption(Kit k) throws Exception {
        Session s = k.session(), t = k.session();
        Queue q = s.createQueue(k.name("q"));
        Session client = k.connect().createSession(false, Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer greedy = client.createConsumer(client.createQueue(k.name("q") + "?consumer.prefetchSize=1"));
        k.send(q, 10);
        Kit.expect(greedy, 1, 1);   // unacknowledged: its window is full, and may grow by the one it delivered
        MessageConsumer other = t.createConsumer(q);
        List<String> got = Kit.drain(other);
        Kit.check(got.containsAll(Kit.texts(3, 10)) && !got.contains("1"), "the other consumer got " + got);
    }

    private static void closeReturns(Kit k) throws Exception {
        Session s = k.session(), t = k.session();
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 100);
        MessageConsumer first = s.createConsumer(q);
        Kit.expect(first, 1, 5);
        MessageConsumer second = t.createConsumer(q);
        Kit.nothing(second, "all are prefetched by the first consumer");
        k.send(q, 101, 110);
        first.close();
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 105; i++) got.add(Kit.text(Kit.next(second, "a returned message")));
        List<String> returned = new ArrayList<>(got);
        returned.removeIf(x -> Integer.parseInt(x) > 100);
        Kit.same(Kit.texts(6, 100), returned, "the returned messages, in order");
        Kit.same(new TreeSet<>(Kit.texts(6, 110)), new TreeSet<>(got), "all messages");
        Kit.nothing(second);
    }

    private static void slowConsumer(Kit k) throws Exception {
        Queue q = k.session().createQueue(k.name("q"));
        Session slow = k.session(), fast = k.session();
        slow.createConsumer(option(slow, k, "consumer.prefetchSize=5"));   // never receives
        MessageConsumer c = fast.createConsumer(q);
        k.send(q, 2000);
        Kit.same(1995, Kit.drain(c).size(), "messages that reach the consumer that works");
    }

    private static void consumerPriority(Kit k) throws Exception {
        Queue q = k.session().createQueue(k.name("q"));
        Session low = k.session(), high = k.session();
        MessageConsumer l = low.createConsumer(option(low, k, "consumer.priority=1"));
        MessageConsumer h = high.createConsumer(option(high, k, "consumer.priority=10"));
        k.send(q, 20);
        Kit.expect(h, 1, 20);
        Kit.nothing(l, "the other consumer has the higher priority");
        h.close();
        k.send(q, 21, 25);
        Kit.expect(l, 21, 25);
    }

    private static void exclusive(Kit k) throws Exception {
        Queue q = k.session().createQueue(k.name("q"));
        Session one = k.session(), two = k.session();
        MessageConsumer a = one.createConsumer(option(one, k, "consumer.exclusive=true"));
        MessageConsumer b = two.createConsumer(option(two, k, "consumer.exclusive=true"));
        k.send(q, 20);
        Kit.expect(a, 1, 20);
        Kit.nothing(b, "the first consumer is exclusive");
        a.close();
        k.send(q, 21, 25);
        Kit.expect(b, 21, 25);
    }

    private static void compositeConsumer(Kit k) throws Exception {
        Session s = k.session();
        MessageConsumer c = s.createConsumer(s.createQueue(k.name("a") + "," + k.name("b")));
        k.send(s.createQueue(k.name("a")), 1, 1);
        Kit.expect(c, 1, 1);
        k.send(s.createQueue(k.name("b")), 2, 2);
        Kit.expect(c, 2, 2);
        Kit.nothing(c);
    }

    private static void mixedConsumer(Kit k) throws Exception {
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE}) {
            Session s = k.connect().createSession(false, mode);
            Queue q = s.createQueue(k.name("q" + mode));
            Topic t = s.createTopic(k.name("t" + mode));
            String both = k.name("q" + mode) + ",topic://" + k.name("t" + mode);
            MessageConsumer c = s.createConsumer(s.createQueue(both));
            for (int i = 1; i <= 60; i++) {
                if (i % 3 == 0) k.send(t, i, i);
                else k.send(q, i, i);
            }
            Set<String> seen = new TreeSet<>();
            Message last = null;
            for (int i = 1; i <= 60; i++) seen.add(Kit.text(last = Kit.next(c, "message " + i)));
            Kit.same(60, seen.size(), "different messages");
            if (mode == Session.CLIENT_ACKNOWLEDGE) last.acknowledge();
            Kit.nothing(c);
            c.close();
            Kit.nothing(k.session().createConsumer(q), "all was acknowledged");
        }
    }

    private static void mixedTransaction(Kit k) throws Exception {
        ActiveMQConnection connection = k.connect();
        connection.setRedeliveryPolicy(AcknowledgeScenarios.atOnce(6));
        Session s = Kit.transacted(connection);
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(s.createTopic(k.name("t") + ",queue://" + k.name("q")));
        k.send(q, 1, 1);
        Kit.expect(c, 1, 1);
        k.send(s.createTopic(k.name("t")), 2, 2);
        Kit.expect(c, 2, 2);
        s.rollback();
        Set<String> again = new TreeSet<>(Kit.drain(c));
        Kit.same(new TreeSet<>(Kit.texts(1, 2)), again, "messages after the rollback");
        s.commit();
        Kit.nothing(c);
        c.close();
        Kit.nothing(k.session().createConsumer(q), "all was acknowledged");
    }

    private static void options(Kit k) throws Exception {
        Session s = k.session(), t = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer red = s.createConsumer(option(s, k, "consumer.selector=color%3D'red'&consumer.dispatchAsync=false&consumer.prefetchSize=7&consumer.priority=5"));
        MessageConsumer rest = t.createConsumer(q);
        k.send(q, 1, 6, (m, i) -> m.setStringProperty("color", i % 2 == 0 ? "red" : "green"));
        for (int i = 2; i <= 6; i += 2) {
            Message m = Kit.expect(red, i, i);
            Kit.same(q, m.getJMSDestination(), "JMSDestination, without the options");
        }
        for (int i = 1; i <= 5; i += 2) Kit.expect(rest, i, i);
        Topic topic = s.createTopic(k.name("t") + "?consumer.noLocal=true");
        MessageConsumer others = s.createConsumer(topic);
        s.createProducer(s.createTopic(k.name("t"))).send(s.createTextMessage("own"));
        k.send(s.createTopic(k.name("t")), 1);
        Kit.expect(others, 1, 1);
    }

    private static void unknownOption(Kit k) throws Exception {
        Session s = k.session();
        String message = Kit.fails(JMSException.class, "an option that does not exist", () -> s.createConsumer(option(s, k, "consumer.prefetch=1")));
        Kit.check(message.contains("prefetch"), "the option is not named: " + message);
    }

    /** The client puts what it has not yet handed out in order of priority when it is told to, whatever the broker does. */
    private static void priorityInPrefetch(Kit k) throws Exception {
        Session s = Kit.auto(k.connect("jms.messagePrioritySupported=true")), t = k.session();
        Queue q = s.createQueue(k.name("q"));
        ActiveMQMessageConsumer c = (ActiveMQMessageConsumer) s.createConsumer(q);
        MessageProducer p = t.createProducer(q);
        for (int i = 0; i <= 9; i++) p.send(t.createTextMessage(Integer.toString(9 - i)), DeliveryMode.PERSISTENT, i, 0);
        Kit.until("all are prefetched", () -> c.getMessageSize() == 10);
        Kit.expect(c, 0, 9);
        Kit.nothing(c);
    }

    private static void fifo(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        for (int i = 1; i <= 30; i++) p.send(s.createTextMessage(Integer.toString(i)), DeliveryMode.PERSISTENT, i % 10, 0);
        Kit.expect(s.createConsumer(q), 1, 30);
    }

    /** Each delivery mode keeps its order; between them JMS promises none (the one waits for the disk, the other does not). */
    private static void mixedPersistence(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        MessageConsumer c = s.createConsumer(q);
        for (int i = 1; i <= 200; i++)
            p.send(s.createTextMessage(Integer.toString(i)), i % 3 == 0 ? DeliveryMode.NON_PERSISTENT : DeliveryMode.PERSISTENT, 4, 0);
        int[] last = new int[3];
        for (int i = 1; i <= 200; i++) {
            Message m = Kit.next(c);
            int n = Integer.parseInt(Kit.text(m));
            Kit.check(n > last[m.getJMSDeliveryMode()], "out of order: " + n + " after " + last[m.getJMSDeliveryMode()]);
            last[m.getJMSDeliveryMode()] = n;
        }
        Kit.nothing(c);
    }

    // ---- expiration

    private static void expirationQueue(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        Message short1 = s.createTextMessage("expires");
        AcknowledgeScenarios.probe(k, short1);
        p.send(short1, DeliveryMode.NON_PERSISTENT, 4, 300);
        p.send(s.createTextMessage("stays"), DeliveryMode.NON_PERSISTENT, 4, 0);
        Thread.sleep(400);
        MessageConsumer c = s.createConsumer(q);
        Kit.same("stays", Kit.text(Kit.next(c)), "the message that has not expired");
        Kit.nothing(c);
        Kit.nothing(AcknowledgeScenarios.deadLetters(k), "expired non-persistent messages are dropped");
    }

    private static void expirationDlq(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        Message m = s.createTextMessage("expires");
        AcknowledgeScenarios.probe(k, m);
        p.send(m, DeliveryMode.PERSISTENT, 4, 300);
        Thread.sleep(400);
        Kit.nothing(s.createConsumer(q), "it has expired");
        Message dead = Kit.next(AcknowledgeScenarios.deadLetters(k), "the dead letter");
        Kit.same("expires", Kit.text(dead), "text");
        Kit.same(0L, dead.getJMSExpiration(), "JMSExpiration of the dead letter");
        Kit.same(m.getJMSExpiration(), dead.getLongProperty("originalExpiration"), "originalExpiration");
        Kit.same("java.lang.Throwable: Message Expired. Expiration:" + m.getJMSExpiration(), dead.getStringProperty("dlqDeliveryFailureCause"), "cause");
        Kit.same(q, ((org.apache.activemq.command.ActiveMQMessage) dead).getOriginalDestination(), "original destination");
    }

    private static void expirationInPrefetch(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(q);
        MessageProducer p = s.createProducer(q);
        Message m = s.createTextMessage("expires");
        AcknowledgeScenarios.probe(k, m);
        p.send(m, DeliveryMode.PERSISTENT, 4, 300);
        p.send(s.createTextMessage("stays"));
        Thread.sleep(400);   // it waits in the client's prefetch buffer
        Kit.same("stays", Kit.text(Kit.next(c)), "the message that has not expired");
        Kit.same("expires", Kit.text(Kit.next(AcknowledgeScenarios.deadLetters(k), "the dead letter")), "text");
    }

    /** The client discards by itself what expired on the way to a listener, and says so. */
    private static void expirationListener(Kit k) throws Exception {
        Session s = k.session(), sending = k.session();
        Queue q = s.createQueue(k.name("q"));
        Kit.Inbox inbox = new Kit.Inbox();
        CountDownLatch busy = new CountDownLatch(1);
        s.createConsumer(q).setMessageListener(m -> {
            inbox.onMessage(m);
            try { busy.await(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
        });
        MessageProducer p = sending.createProducer(q);
        p.send(sending.createTextMessage("first"));
        Kit.same("first", Kit.text(inbox.next("the message that keeps the listener busy")), "text");
        for (int i = 1; i <= 5; i++) {
            Message m = sending.createTextMessage(Integer.toString(i));
            AcknowledgeScenarios.probe(k, m);
            p.send(m, DeliveryMode.PERSISTENT, 4, 300);
        }
        p.send(sending.createTextMessage("last"));
        Thread.sleep(400);   // they wait behind the busy listener
        busy.countDown();
        Kit.same("last", Kit.text(inbox.next("the message that has not expired")), "text");
        // Those that a slow machine had not yet sent expire in the broker, beside the client's.
        MessageConsumer dead = AcknowledgeScenarios.deadLetters(k);
        Set<String> expired = new TreeSet<>();
        for (int i = 1; i <= 5; i++) expired.add(Kit.text(Kit.next(dead, "a dead letter")));
        Kit.same(new TreeSet<>(Kit.texts(1, 5)), expired, "dead letters");
    }

    /** A client may be told to take what expired on its way; its acknowledgement is good. */
    private static void expirationUnchecked(Kit k) throws Exception {
        Session s = Kit.auto(k.connect("jms.consumerExpiryCheckEnabled=false"));
        Queue q = s.createQueue(k.name("q"));
        ActiveMQMessageConsumer c = (ActiveMQMessageConsumer) s.createConsumer(q);
        Message m = s.createTextMessage("1");
        AcknowledgeScenarios.probe(k, m);
        s.createProducer(q).send(m, DeliveryMode.PERSISTENT, 4, 2000);
        Kit.until("it is prefetched", () -> c.getMessageSize() == 1);
        Kit.until("it has expired there", () -> System.currentTimeMillis() > m.getJMSExpiration());
        Kit.expect(c, 1, 1);
        k.send(q, 2, 2);
        Kit.expect(c, 2, 2);
        Kit.nothing(AcknowledgeScenarios.deadLetters(k), "it was received");
    }

    private static void expirationNotYet(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        p.setTimeToLive(3_600_000);
        for (int i = 1; i <= 10; i++) p.send(s.createTextMessage(Integer.toString(i)));
        Kit.expect(s.createConsumer(q), 1, 10);
    }

    // ---- topics and listeners

    private static void fanOut(Kit k) throws Exception {
        List<MessageConsumer> subscribers = new ArrayList<>();
        Topic t = k.session().createTopic(k.name("t"));
        for (int i = 0; i < 10; i++) subscribers.add(k.session().createConsumer(t));
        k.send(t, 100);
        for (MessageConsumer c : subscribers) Kit.expect(c, 1, 100);
        for (MessageConsumer c : subscribers) Kit.same(null, c.receiveNoWait(), "more than was sent");
    }

    private static void noSubscriber(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic(k.name("t"));
        k.send(t, 5);
        MessageConsumer c = s.createConsumer(t);
        Kit.nothing(c, "it was sent before the subscription");
        k.send(t, 6, 6);
        Kit.expect(c, 6, 6);
    }

    private static void noLocal(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer others = s.createConsumer(t, null, true), all = s.createConsumer(t);
        s.createProducer(t).send(s.createTextMessage("own"));
        k.send(t, 1);
        Kit.same("own", Kit.text(Kit.next(all)), "without noLocal");
        Kit.expect(all, 1, 1);
        Kit.expect(others, 1, 1);
        Kit.nothing(others);
    }

    private static void listener(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        Kit.Inbox inbox = new Kit.Inbox();
        s.createConsumer(q).setMessageListener(inbox);
        k.send(q, 1000);
        for (int i = 1; i <= 1000; i++) Kit.same(Integer.toString(i), Kit.text(inbox.next("message " + i)), "text of the next message");
    }

    private static void competing(Kit k) throws Exception {
        Queue q = k.session().createQueue(k.name("q"));
        Set<String> got = ConcurrentHashMap.newKeySet();
        AtomicInteger count = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            ActiveMQConnection c = k.connect();
            for (int j = 0; j < 2; j++) {
                Session s = Kit.auto(c);
                s.createConsumer(q).setMessageListener(m -> {
                    try { got.add(Kit.text(m)); } catch (JMSException e) { throw new RuntimeException(e); }
                    count.incrementAndGet();
                });
            }
        }
        k.send(q, 5000);
        Kit.until("every message was received by someone", () -> got.size() == 5000);
        Kit.same(5000, count.get(), "deliveries");
    }

    private static void receiveWaits(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = s.createConsumer(q);
        Kit.same(null, c.receiveNoWait(), "receiveNoWait of an empty queue");
        FutureTask<String> waiting = new FutureTask<>(() -> Kit.text(c.receive()));
        new Thread(waiting, "receiver").start();
        k.send(q, 1);
        Kit.same("1", waiting.get(Kit.PATIENCE, TimeUnit.MILLISECONDS), "receive()");
    }
}
