import java.util.*;
import javax.jms.*;
import javax.jms.Queue;
import org.apache.activemq.ActiveMQConnection;

/** Temporary destinations, and request and reply over them. */
final class TemporaryScenarios {
    private TemporaryScenarios() { }

    static void addTo(Scenarios s) {
        s.add("temporary-queue-reply", k -> requestReply(k, Session::createTemporaryQueue));
        s.add("temporary-topic-reply", k -> requestReply(k, Session::createTemporaryTopic));
        s.add("temporary-queue-requestor", TemporaryScenarios::requestor);
        // A client that has seen the advisory refuses by itself; one that has not, or does not watch them, is refused by the broker.
        s.add("temporary-queue-deleted", k -> sendAfterDelete(k, ""));
        s.add("temporary-queue-deleted-unwatched", k -> sendAfterDelete(k, "jms.watchTopicAdvisories=false"));
        s.add("temporary-queue-gone-with-connection", TemporaryScenarios::goneWithConnection);
        s.add("temporary-queue-gone-with-socket", TemporaryScenarios::goneWithSocket);
        s.add("temporary-queue-delete-in-use", TemporaryScenarios::deleteInUse);
        s.add("temporary-queue-of-another-connection", TemporaryScenarios::foreignConsumer);
        s.add("temporary-queue-across-sessions", TemporaryScenarios::acrossSessions);
        s.add("temporary-queues-1000", TemporaryScenarios::thousand);
    }

    /** The client refuses a temporary destination until its advisory came, and that may be after the name did. */
    private static void sendOnceKnown(MessageProducer p, Destination t, Message m) throws Exception {
        Kit.until("the client knows of " + t, () -> {
            try { p.send(t, m); return true; } catch (InvalidDestinationException e) { return false; }
        });
    }

    interface Create { Destination on(Session s) throws JMSException; }

    private static void requestReply(Kit k, Create create) throws Exception {
        Session server = k.session(), client = k.session();
        Queue requests = server.createQueue(k.name("requests"));
        MessageProducer answers = server.createProducer(null);
        answers.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        server.createConsumer(requests).setMessageListener(m -> {
            try {
                Message answer = server.createTextMessage("to " + Kit.text(m));
                answer.setJMSCorrelationID(m.getJMSMessageID());
                answers.send(m.getJMSReplyTo(), answer);
            } catch (JMSException e) { throw new RuntimeException(e); }
        });
        Destination replies = create.on(client);
        MessageConsumer consumer = client.createConsumer(replies);
        MessageProducer producer = client.createProducer(requests);
        for (int i = 1; i <= 50; i++) {
            Message request = client.createTextMessage("request " + i);
            request.setJMSReplyTo(replies);
            producer.send(request);
            Message reply = Kit.next(consumer, "reply " + i);
            Kit.same("to request " + i, Kit.text(reply), "reply");
            Kit.same(request.getJMSMessageID(), reply.getJMSCorrelationID(), "JMSCorrelationID");
        }
    }

    private static void requestor(Kit k) throws Exception {
        Session server = k.session();
        Queue requests = server.createQueue(k.name("requests"));
        server.createConsumer(requests).setMessageListener(m -> {
            try { server.createProducer(m.getJMSReplyTo()).send(server.createTextMessage("pong")); } catch (JMSException e) { throw new RuntimeException(e); }
        });
        ActiveMQConnection c = k.connect();
        QueueSession client = c.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        QueueRequestor requestor = new QueueRequestor(client, requests);
        Kit.same("pong", Kit.text(requestor.request(client.createTextMessage("ping"))), "reply");
        requestor.close();
    }

    private static void sendAfterDelete(Kit k, String options) throws Exception {
        Session owner = k.session(), other = Kit.auto(k.connect(options));
        TemporaryQueue t = owner.createTemporaryQueue();
        MessageProducer p = other.createProducer(null);
        MessageConsumer c = owner.createConsumer(t);
        sendOnceKnown(p, t, other.createTextMessage("1"));
        Kit.expect(c, 1, 1);
        c.close();
        t.delete();
        Kit.fails(JMSException.class, "sending to a deleted temporary queue", () -> p.send(t, other.createTextMessage("2")));
        Queue still = other.createQueue(k.name("q"));
        p.send(still, other.createTextMessage("1"));   // the connection goes on
        Kit.expect(other.createConsumer(still), 1, 1);
    }

    private static void goneWithConnection(Kit k) throws Exception {
        ActiveMQConnection owner = k.connect();
        TemporaryQueue t = Kit.auto(owner).createTemporaryQueue();
        Session other = k.session();
        sendOnceKnown(other.createProducer(null), t, other.createTextMessage("1"));
        owner.close();
        Kit.until("a send to the gone temporary queue is refused", () -> {
            try { other.createProducer(null).send(t, other.createTextMessage("2")); return false; } catch (JMSException e) { return true; }
        });
    }

    private static void goneWithSocket(Kit k) throws Exception {
        ActiveMQConnection owner = k.connect();
        TemporaryQueue t = Kit.auto(owner).createTemporaryQueue();
        Session other = Kit.auto(k.connect("jms.watchTopicAdvisories=false"));
        other.createProducer(t).send(other.createTextMessage("1"));
        Kit.cutOff(owner);
        Kit.until("a send to the gone temporary queue is refused", () -> {
            try { other.createProducer(null).send(t, other.createTextMessage("2")); return false; } catch (JMSException e) { return true; }
        });
    }

    private static void deleteInUse(Kit k) throws Exception {
        Session s = k.session();
        TemporaryQueue t = s.createTemporaryQueue();
        MessageConsumer c = s.createConsumer(t);
        Kit.fails(JMSException.class, "deleting a temporary queue with a consumer", t::delete);
        s.createProducer(t).send(s.createTextMessage("1"));
        Kit.expect(c, 1, 1);
        c.close();
        t.delete();
    }

    private static void foreignConsumer(Kit k) throws Exception {
        TemporaryQueue t = k.session().createTemporaryQueue();
        Session other = k.session();
        Kit.fails(InvalidDestinationException.class, "consuming from another connection's temporary queue", () -> other.createConsumer(t));
    }

    /** A temporary queue is its connection's: one session makes it, another listens, a third asks, and the first may be closed meanwhile. */
    private static void acrossSessions(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        Session maker = Kit.auto(c), listener = Kit.auto(c), asker = Kit.transacted(c), server = k.session();
        Queue requests = server.createQueue(k.name("requests"));
        TemporaryQueue replies = maker.createTemporaryQueue();
        MessageConsumer consumer = listener.createConsumer(replies, "JMSCorrelationID = 'wanted'");
        maker.close();
        Message request = asker.createTextMessage("1");
        request.setJMSReplyTo(replies);
        asker.createProducer(requests).send(request);
        asker.commit();
        Destination replyTo = Kit.expect(server.createConsumer(requests), 1, 1).getJMSReplyTo();
        MessageProducer p = server.createProducer(null);
        for (String id : new String[] {"other", "wanted"}) {
            Message reply = server.createTextMessage(id);
            reply.setJMSCorrelationID(id);
            sendOnceKnown(p, replyTo, reply);
        }
        Kit.same("wanted", Kit.text(Kit.next(consumer)), "the reply");
        Kit.nothing(consumer);
        consumer.close();
        Kit.same("other", Kit.text(Kit.next(asker.createConsumer(replies))), "what is left for another session");
    }

    private static void thousand(Kit k) throws Exception {
        ActiveMQConnection c = k.connect();
        Session s = Kit.auto(c);
        Session other = k.session();
        MessageProducer p = other.createProducer(null);
        p.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        List<TemporaryQueue> queues = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            TemporaryQueue t = s.createTemporaryQueue();
            queues.add(t);
            Kit.check(names.add(t.getQueueName()), "two temporary queues are named " + t.getQueueName());
        }
        for (int i = 0; i < 1000; i++) sendOnceKnown(p, queues.get(i), other.createTextMessage(Integer.toString(i)));
        for (int i = 0; i < 1000; i++) {
            MessageConsumer consumer = s.createConsumer(queues.get(i));
            Kit.expect(consumer, i, i);
            consumer.close();
            queues.get(i).delete();
        }
    }
}
