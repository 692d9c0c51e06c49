import java.util.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.advisory.AdvisorySupport;
import org.apache.activemq.advisory.DestinationSource;
import org.apache.activemq.command.*;

/** The broker tells about itself on ActiveMQ.Advisory topics. */
final class AdvisoryScenarios {
    private AdvisoryScenarios() { }

    static void addTo(Scenarios s) {
        s.add("advisory-connection", AdvisoryScenarios::connection);
        s.add("advisory-consumer", AdvisoryScenarios::consumer);
        s.add("advisory-producer", AdvisoryScenarios::producer);
        s.add("advisory-queue-and-topic", AdvisoryScenarios::destinations);
        s.add("advisory-temporary-queue", AdvisoryScenarios::temporaryQueue);
        s.add("advisory-replayed-to-late-subscriber", AdvisoryScenarios::replayed);
        s.add("advisory-destination-source", AdvisoryScenarios::destinationSource);
    }

    interface Wanted { boolean is(DataStructure d); }

    /** The next advisory that carries what is looked for; those of other clients are passed over. */
    private static ActiveMQMessage next(MessageConsumer c, String what, Wanted wanted) throws JMSException {
        long deadline = System.nanoTime() + Kit.PATIENCE * 1_000_000;
        while (System.nanoTime() < deadline) {
            ActiveMQMessage m = (ActiveMQMessage) c.receive(Kit.QUIET);
            if (m != null && wanted.is(m.getDataStructure())) {
                Kit.same("Advisory", m.getType(), "JMSType of an advisory");
                Kit.check(m.getStringProperty("originBrokerId") != null, "an advisory without originBrokerId");
                Kit.check(m.getStringProperty("originBrokerName") != null, "an advisory without originBrokerName");
                return m;
            }
        }
        throw new Kit.Unexpected(what + " was not announced within " + Kit.PATIENCE + " ms");
    }

    private static void connection(Kit k) throws Exception {
        Session s = k.session();
        MessageConsumer c = s.createConsumer(AdvisorySupport.getConnectionAdvisoryTopic());
        ActiveMQConnection other = k.connectAs(k.unique);
        ActiveMQMessage up = next(c, "the new connection", d -> d instanceof ConnectionInfo && k.unique.equals(((ConnectionInfo) d).getClientId()));
        ConnectionId id = ((ConnectionInfo) up.getDataStructure()).getConnectionId();
        Kit.same(other.getConnectionInfo().getConnectionId(), id, "connection id");
        Kit.check(((ConnectionInfo) up.getDataStructure()).getPassword() == null || ((ConnectionInfo) up.getDataStructure()).getPassword().isEmpty(),
            "the advisory carries a password");
        other.close();
        next(c, "the end of the connection", d -> d instanceof RemoveInfo && id.equals(((RemoveInfo) d).getObjectId()));
    }

    private static void consumer(Kit k) throws Exception {
        Session s = k.session(), t = k.session();
        for (Destination d : new Destination[] {s.createQueue(k.name("q")), s.createTopic(k.name("t"))}) {
            MessageConsumer c = s.createConsumer(AdvisorySupport.getConsumerAdvisoryTopic(d));
            MessageConsumer first = t.createConsumer(d);
            ActiveMQMessage m = next(c, "the consumer", x -> x instanceof ConsumerInfo);
            Kit.same(d, ((ConsumerInfo) m.getDataStructure()).getDestination(), "destination of the consumer");
            Kit.same(1, m.getIntProperty("consumerCount"), "consumerCount");
            MessageConsumer second = t.createConsumer(d);
            Kit.same(2, next(c, "the second consumer", x -> x instanceof ConsumerInfo).getIntProperty("consumerCount"), "consumerCount");
            second.close();
            Kit.same(1, next(c, "the end of the second consumer", x -> x instanceof RemoveInfo).getIntProperty("consumerCount"), "consumerCount");
            first.close();
            Kit.same(0, next(c, "the end of the first consumer", x -> x instanceof RemoveInfo).getIntProperty("consumerCount"), "consumerCount");
        }
    }

    private static void producer(Kit k) throws Exception {
        Session s = k.session(), t = k.session();
        for (Destination d : new Destination[] {s.createQueue(k.name("q")), s.createTopic(k.name("t"))}) {
            MessageConsumer c = s.createConsumer(AdvisorySupport.getProducerAdvisoryTopic(d));
            MessageProducer p = t.createProducer(d);
            ActiveMQMessage m = next(c, "the producer", x -> x instanceof ProducerInfo);
            Kit.same(d, ((ProducerInfo) m.getDataStructure()).getDestination(), "destination of the producer");
            Kit.same(1, m.getIntProperty("producerCount"), "producerCount");
            p.close();
            Kit.same(0, next(c, "the end of the producer", x -> x instanceof RemoveInfo).getIntProperty("producerCount"), "producerCount");
        }
    }

    private static Wanted destination(ActiveMQDestination name, boolean added) {
        return d -> d instanceof DestinationInfo && ((DestinationInfo) d).getDestination().equals(name)
            && (added ? ((DestinationInfo) d).isAddOperation() : ((DestinationInfo) d).isRemoveOperation());
    }

    private static void destinations(Kit k) throws Exception {
        Session s = k.session();
        ActiveMQQueue q = new ActiveMQQueue(k.name("q"));
        ActiveMQTopic t = new ActiveMQTopic(k.name("t"));
        MessageConsumer queues = s.createConsumer(AdvisorySupport.getDestinationAdvisoryTopic(q)), topics = s.createConsumer(AdvisorySupport.getDestinationAdvisoryTopic(t));
        ActiveMQConnection other = k.connect();
        Kit.auto(other).createProducer(null).send(q, s.createTextMessage("x"));
        next(queues, "the queue", destination(q, true));
        Kit.auto(other).createConsumer(t).close();
        next(topics, "the topic", destination(t, true));
        other.destroyDestination(q);
        next(queues, "the end of the queue", destination(q, false));
        other.destroyDestination(t);
        next(topics, "the end of the topic", destination(t, false));
    }

    private static void temporaryQueue(Kit k) throws Exception {
        Session s = k.session(), other = k.session();
        MessageConsumer c = s.createConsumer(AdvisorySupport.TEMP_DESTINATION_COMPOSITE_ADVISORY_TOPIC);
        ActiveMQTempQueue q = (ActiveMQTempQueue) other.createTemporaryQueue();
        next(c, "the temporary queue", destination(q, true));
        q.delete();
        next(c, "the end of the temporary queue", destination(q, false));
        ActiveMQTempTopic t = (ActiveMQTempTopic) other.createTemporaryTopic();
        next(c, "the temporary topic", destination(t, true));
        t.delete();
        next(c, "the end of the temporary topic", destination(t, false));
    }

    private static void replayed(Kit k) throws Exception {
        Session t = k.session(), s = k.session();
        ActiveMQConnection named = k.connectAs(k.unique);
        Queue q = t.createQueue(k.name("q"));
        t.createConsumer(q);
        t.createProducer(q);
        ActiveMQTempQueue temp = (ActiveMQTempQueue) t.createTemporaryQueue();
        next(s.createConsumer(AdvisorySupport.getConnectionAdvisoryTopic()), "the connection that was there",
            d -> d instanceof ConnectionInfo && k.unique.equals(((ConnectionInfo) d).getClientId()));
        next(s.createConsumer(AdvisorySupport.getConsumerAdvisoryTopic(q)), "the consumer that was there", d -> d instanceof ConsumerInfo);
        next(s.createConsumer(AdvisorySupport.getProducerAdvisoryTopic(q)), "the producer that was there", d -> d instanceof ProducerInfo);
        next(s.createConsumer(AdvisorySupport.getDestinationAdvisoryTopic(q)), "the queue that was there", destination((ActiveMQQueue) q, true));
        next(s.createConsumer(AdvisorySupport.TEMP_DESTINATION_COMPOSITE_ADVISORY_TOPIC), "the temporary queue that was there", destination(temp, true));
        named.close();
    }

    private static void destinationSource(Kit k) throws Exception {
        ActiveMQQueue before = new ActiveMQQueue(k.name("before")), after = new ActiveMQQueue(k.name("after"));
        k.send(before, 1);
        ActiveMQConnection c = k.connect();
        DestinationSource source = c.getDestinationSource();
        Kit.until("the queue that was there is listed", () -> source.getQueues().contains(before));
        k.send(after, 1);
        Kit.until("the new queue is listed", () -> source.getQueues().contains(after));
    }
}
