import java.util.*;
import javax.jms.*;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.command.*;

/** The broker tells what becomes of messages on ActiveMQ.Advisory topics, and answers questions about its statistics. */
final class EventScenarios {
    private EventScenarios() { }

    static void addTo(Scenarios s) {
        s.add("event-delivered-and-consumed", EventScenarios::deliveredAndConsumed);
        // ActiveMQ tells of consumers of queues and of durable subscriptions alone.
        s.better("event-consumed-of-a-topic", EventScenarios::consumedOfATopic);
        s.better("event-expired-and-dead-letter", EventScenarios::expired);   // there up to expireMessagesPeriod, 30 s, later
        s.better("event-no-consumers", EventScenarios::noConsumers);   // there without the original destination
        s.add("event-discarded", EventScenarios::discarded);
        s.better("event-slow-consumer", EventScenarios::slowConsumer);   // there consumers of queues are not noticed
        s.add("event-producer-blocked", EventScenarios::blocked);
        s.add("event-anonymous-producer", EventScenarios::anonymousProducer);
        s.better("event-master", EventScenarios::master);   // there without a BrokerInfo
        s.add("statistics-of-the-broker", EventScenarios::brokerStatistics);
        s.add("statistics-of-destinations", EventScenarios::destinationStatistics);
        s.better("statistics-of-subscriptions", EventScenarios::subscriptionStatistics);   // there without the correlation id
        // ActiveMQ does not count a producer whose destination was deleted and made again under it.
        s.better("statistics-of-a-destination-made-again", EventScenarios::madeAgain);
    }

    private static MessageConsumer listen(Kit k, String kind, Destination d) throws JMSException {
        Session s = k.session();
        String name = kind + (d == null ? "" : (d instanceof javax.jms.Queue ? ".Queue." : ".Topic.") + ((ActiveMQDestination) d).getPhysicalName());
        return s.createConsumer(s.createTopic("ActiveMQ.Advisory." + name));
    }

    private static ActiveMQMessage next(MessageConsumer c, String what) throws JMSException {
        ActiveMQMessage m = (ActiveMQMessage) Kit.next(c, what);
        Kit.same("Advisory", m.getType(), "JMSType of an advisory");
        Kit.check(m.getStringProperty("originBrokerName") != null, "an advisory without originBrokerName");
        return m;
    }

    private static void tellsOf(ActiveMQMessage advisory, javax.jms.Message sent, Destination d) throws JMSException {
        Kit.same(sent.getJMSMessageID(), advisory.getStringProperty("orignalMessageId"), "orignalMessageId");
        Kit.same(((ActiveMQDestination) d).getQualifiedName(), advisory.getStringProperty("orignalDestination"), "orignalDestination");
        Kit.same(sent.getJMSMessageID(), ((ActiveMQMessage) advisory.getDataStructure()).getJMSMessageID(), "id of the message within");
    }

    private static void deliveredAndConsumed(Kit k) throws Exception {
        Session s = k.session();
        for (Destination d : new Destination[] {s.createQueue(k.name("q")), s.createTopic(k.name("t"))}) {
            MessageConsumer delivered = listen(k, "MessageDelivered", d), consumed = listen(k, "MessageConsumed", d);
            MessageConsumer c = s.createConsumer(d);
            TextMessage sent = s.createTextMessage("hello");
            s.createProducer(d).send(sent);
            ActiveMQMessage advisory = next(delivered, "the delivery");
            tellsOf(advisory, sent, d);
            // A queue's policy asks for the body, a topic's does not.
            Kit.same(d instanceof javax.jms.Queue ? "hello" : null, ((TextMessage) advisory.getDataStructure()).getText(), "body of the message within");
            Kit.same("hello", Kit.text(Kit.next(c)), "text");
            if (d instanceof javax.jms.Queue) tellsOf(next(consumed, "the consumption"), sent, d);
            Kit.nothing(delivered);
        }
    }

    private static void consumedOfATopic(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer consumed = listen(k, "MessageConsumed", t), c = s.createConsumer(t);
        TextMessage sent = s.createTextMessage("hello");
        s.createProducer(t).send(sent);
        Kit.same("hello", Kit.text(Kit.next(c)), "text");
        tellsOf(next(consumed, "the consumption"), sent, t);
        Session transacted = Kit.transacted(k.connect());
        MessageConsumer other = transacted.createConsumer(t);
        c.close();
        TextMessage second = s.createTextMessage("in a transaction");
        s.createProducer(t).send(second);
        Kit.same("in a transaction", Kit.text(Kit.next(other)), "text");
        Kit.nothing(consumed, "the transaction is open");
        transacted.commit();
        tellsOf(next(consumed, "the consumption after the commit"), second, t);
    }

    private static void expired(Kit k) throws Exception {
        Session s = k.session();
        javax.jms.Queue q = s.createQueue(k.name("q"));
        MessageConsumer expired = listen(k, "Expired", q), dead = listen(k, "MessageDLQd", q);
        MessageProducer p = s.createProducer(q);
        p.setTimeToLive(50);
        TextMessage sent = s.createTextMessage("late");
        p.send(sent);
        tellsOf(next(expired, "the expiry"), sent, q);
        tellsOf(next(dead, "the dead letter"), sent, q);
    }

    private static void noConsumers(Kit k) throws Exception {
        Session s = k.session();
        for (Destination d : new Destination[] {s.createQueue(k.name("q")), s.createTopic(k.name("t"))}) {
            MessageConsumer c = listen(k, "NoConsumer", d);
            MessageProducer p = s.createProducer(d);
            p.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            p.send(s.createTextMessage("alone"));
            ActiveMQTextMessage m = (ActiveMQTextMessage) Kit.next(c, "the message that nobody was there for");
            Kit.same("alone", m.getText(), "text");
            Kit.same(d, m.getOriginalDestination(), "original destination");
            s.createConsumer(d).receive(Kit.QUIET);
            p.send(s.createTextMessage("heard"));
            Kit.nothing(c, "somebody listens now");
        }
    }

    private static void discarded(Kit k) throws Exception {
        Session s = k.session();
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer c = listen(k, "MessageDiscarded", t);
        ActiveMQConnection slow = k.connect("jms.prefetchPolicy.topicPrefetch=1");
        MessageConsumer consumer = Kit.auto(slow).createConsumer(t);
        MessageProducer p = s.createProducer(t);
        for (int i = 0; i < 20; i++) p.send(s.createTextMessage(Integer.toString(i)));
        ActiveMQMessage m = next(c, "the message thrown away");
        Kit.check(m.getIntProperty("discardedCount") >= 1, "discardedCount is " + m.getIntProperty("discardedCount"));
        Kit.check(m.getStringProperty("consumerId").contains(slow.getConnectionInfo().getConnectionId().getValue()), "another consumer's id");
        consumer.close();
    }

    private static void slowConsumer(Kit k) throws Exception {
        Session s = k.session();
        javax.jms.Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = listen(k, "SlowConsumer", q);
        ActiveMQConnection slow = k.connect("jms.prefetchPolicy.queuePrefetch=1");
        Session client = slow.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(q);
        k.send(q, 20);
        Kit.next(consumer, "the message that is held");
        ActiveMQMessage m = next(c, "the slow consumer");
        Kit.check(m.getDataStructure() instanceof ConsumerInfo, "no ConsumerInfo within");
        Kit.same(((ConsumerInfo) m.getDataStructure()).getConsumerId().toString(), m.getStringProperty("consumerId"), "consumerId");
    }

    private static void blocked(Kit k) throws Exception {
        Session s = k.session();
        javax.jms.Queue q = s.createQueue(k.name("q"));
        MessageConsumer fast = listen(k, "FastProducer", q);
        MessageConsumer full = listen(k, "FULL", q);
        ActiveMQConnection c = k.connect("jms.alwaysSyncSend=true");
        Thread sender = new Thread(() -> {
            try {
                Session t = Kit.auto(c);
                MessageProducer p = t.createProducer(q);
                for (int i = 0; i < 40; i++) p.send(t.createTextMessage("x".repeat(8000)));
            } catch (JMSException e) {
                // The scenario closes the connection when it has seen enough.
            }
        });
        sender.setDaemon(true);
        sender.start();
        ActiveMQMessage told = next(fast, "the fast producer");
        Kit.same(((ProducerInfo) told.getDataStructure()).getProducerId().toString(), told.getStringProperty("producerId"), "producerId");
        String usage = next(full, "the full queue").getStringProperty("usageName");
        Kit.check(usage.endsWith("memory"), "usageName is " + usage);
        MessageConsumer drain = s.createConsumer(q);
        for (int i = 0; i < 40; i++) Kit.next(drain, "message " + i);
        sender.join(Kit.PATIENCE);
        Kit.check(!sender.isAlive(), "the producer still waits");
    }

    private static void anonymousProducer(Kit k) throws Exception {
        MessageConsumer c = listen(k, "Producer.Anonymous", null);
        Session s = k.session();
        MessageProducer p = s.createProducer(null);
        ConnectionId own = ((ActiveMQConnection) k.connect()).getConnectionInfo().getConnectionId();
        Kit.until("an anonymous producer is announced", () -> {
            ActiveMQMessage m = (ActiveMQMessage) c.receive(Kit.QUIET);
            return m != null && m.getDataStructure() instanceof ProducerInfo && ((ProducerInfo) m.getDataStructure()).getDestination() == null;
        });
        Kit.check(own != null, "no connection id");
        p.close();
        Kit.until("its end is announced", () -> {
            ActiveMQMessage m = (ActiveMQMessage) c.receive(Kit.QUIET);
            return m != null && m.getDataStructure() instanceof RemoveInfo;
        });
    }

    private static void master(Kit k) throws Exception {
        ActiveMQMessage m = next(listen(k, "MasterBroker", null), "the master");
        BrokerInfo info = (BrokerInfo) m.getDataStructure();
        Kit.same(m.getStringProperty("originBrokerName"), info.getBrokerName(), "broker name");
        Kit.check(info.isMasterBroker(), "not told to be master");
    }

    private static MapMessage ask(Kit k, Session s, MessageConsumer replies, Destination about, Destination replyTo, String... flags) throws JMSException {
        javax.jms.Message request = s.createMessage();
        request.setJMSReplyTo(replyTo);
        request.setJMSCorrelationID("c-1");
        for (String flag : flags) request.setBooleanProperty(flag, true);
        s.createProducer(about).send(request);
        MapMessage answer = (MapMessage) Kit.next(replies, "the answer of " + about);
        Kit.same("c-1", answer.getJMSCorrelationID(), "correlation id");
        return answer;
    }

    private static void brokerStatistics(Kit k) throws Exception {
        Session s = k.session();
        TemporaryQueue replyTo = s.createTemporaryQueue();
        MessageConsumer replies = s.createConsumer(replyTo);
        for (Destination about : new Destination[] {s.createQueue("ActiveMQ.Statistics.Broker"), s.createTopic("ActiveMQ.Statistics.Broker")}) {
            MapMessage m = ask(k, s, replies, about, replyTo);
            Kit.check(m.getString("brokerName") != null && m.getString("brokerId") != null, "a broker without name");
            Kit.check(m.getLong("consumerCount") >= 1, "consumerCount is " + m.getLong("consumerCount"));
            Kit.check(m.getLong("memoryLimit") > 0 && m.getLong("storeLimit") > 0, "no limits");
            Kit.check(m.getInt("memoryPercentUsage") >= 0 && m.getInt("storePercentUsage") >= 0, "no percentages");
            Kit.check(m.getString("openwire").startsWith("tcp://"), "openwire is " + m.getString("openwire"));
            Kit.check(m.getLong("averageMessageSize") >= 0, "no size");
            Kit.check(m.getDouble("averageEnqueueTime") <= m.getDouble("maxEnqueueTime") && m.getDouble("minEnqueueTime") >= 0, "times that cannot be");
            for (String key : List.of("messagesCached", "tempUsage", "storeUsage", "inflightCount", "expiredCount")) Kit.check(m.getLong(key) >= 0, key);
            for (String key : List.of("ssl", "stomp", "stomp+ssl", "vm", "dataDirectory")) Kit.check(m.getString(key) != null, "no " + key);
            Kit.same("Advisory", m.getJMSType(), "JMSType");
        }
    }

    private static void destinationStatistics(Kit k) throws Exception {
        Session s = k.session();
        TemporaryQueue replyTo = s.createTemporaryQueue();
        MessageConsumer replies = s.createConsumer(replyTo);
        k.send(s.createQueue(k.name("a")), 3);
        k.send(s.createQueue(k.name("b")), 5);
        MapMessage one = ask(k, s, replies, s.createQueue("ActiveMQ.Statistics.Destination." + k.name("a")), replyTo,
            "ActiveMQ.Statistics.Destination.Include.First.Message.Timestamp");
        Kit.same("queue://" + k.name("a"), one.getString("destinationName"), "destinationName");
        Kit.same(3L, one.getLong("size"), "size");
        Kit.same(3L, one.getLong("enqueueCount"), "enqueueCount");
        Kit.same(0.0, one.getDouble("maxEnqueueTime"), "maxEnqueueTime before anything is dispatched");
        Kit.check(one.getLong("firstMessageTimestamp") > 0, "no firstMessageTimestamp");
        Set<String> names = new TreeSet<>();
        MapMessage m = ask(k, s, replies, s.createQueue("ActiveMQ.Statistics.Destination." + k.name(">")), replyTo,
            "ActiveMQ.Statistics.Destination.List.End.With.Null");
        for (; m.getMapNames().hasMoreElements(); m = (MapMessage) Kit.next(replies, "the end of the list")) names.add(m.getString("destinationName"));
        Kit.same(new TreeSet<>(List.of("queue://" + k.name("a"), "queue://" + k.name("b"))), names, "destinations");
        Kit.nothing(replies, "the list has ended");
    }

    private static void subscriptionStatistics(Kit k) throws Exception {
        Session s = k.session();
        TemporaryQueue replyTo = s.createTemporaryQueue();
        MessageConsumer replies = s.createConsumer(replyTo);
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer c = s.createConsumer(t, "a = 1");
        MapMessage m = ask(k, s, replies, s.createQueue("ActiveMQ.Statistics.Subscription"), replyTo);
        while (!("topic://" + k.name("t")).equals(m.getString("destinationName"))) m = (MapMessage) Kit.next(replies, "the consumer among all");
        Kit.same("a = 1", m.getString("selector"), "selector");
        Kit.check(m.getString("brokerName") != null, "no brokerName");
        Kit.check(m.getInt("prefetchSize") > 0, "no prefetchSize");
        Kit.check(!m.getBoolean("slowConsumer") && !m.getBoolean("exclusive"), "slow or exclusive");
        Kit.check(m.getString("brokerName") != null && m.getLong("dispatchedCounter") == 0 && m.getLong("dequeueCounter") == 0, "counters of a new consumer");
        c.close();
    }

    private static void madeAgain(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        Session s = Kit.auto(c);
        TemporaryQueue replyTo = s.createTemporaryQueue();
        MessageConsumer replies = s.createConsumer(replyTo);
        javax.jms.Queue q = s.createQueue(k.name("q")), about = s.createQueue("ActiveMQ.Statistics.Destination." + k.name("q"));
        MessageProducer p = s.createProducer(q);
        p.send(s.createTextMessage("1"));
        Kit.same(1L, ask(k, s, replies, about, replyTo).getLong("producerCount"), "producers");
        c.destroyDestination((ActiveMQDestination) q);
        p.send(s.createTextMessage("2"));
        Kit.same(1L, ask(k, s, replies, about, replyTo).getLong("producerCount"), "producers of the queue made again");
        p.close();
        Kit.same(0L, ask(k, s, replies, about, replyTo).getLong("producerCount"), "producers after it closed");
    }
}
