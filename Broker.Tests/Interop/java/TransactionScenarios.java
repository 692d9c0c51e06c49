import javax.jms.*;
import org.apache.activemq.ActiveMQConnection;

/** Local transactions: all of it or nothing, sends and receives alike. */
final class TransactionScenarios {
    private TransactionScenarios() { }

    static void addTo(Scenarios s) {
        s.add("transaction-send-commit", TransactionScenarios::sendCommit);
        s.add("transaction-send-rollback", TransactionScenarios::sendRollback);
        s.add("transaction-receive-rollback", TransactionScenarios::receiveRollback);
        s.add("transaction-send-and-receive", TransactionScenarios::sendAndReceive);
        s.add("transaction-several-destinations", TransactionScenarios::severalDestinations);
        s.add("transaction-large-send", TransactionScenarios::largeSend);
        // ActiveMQ stops dispatching at 200 unacknowledged messages of a backlog (maxPageSize).
        s.better("transaction-large-receive", TransactionScenarios::largeReceive);
        s.add("transaction-socket-drop-rolls-back", TransactionScenarios::socketDrop);
        s.add("transaction-non-persistent", TransactionScenarios::nonPersistent);
        s.add("transaction-durable-subscriber", TransactionScenarios::durable);
        s.add("transaction-many-small", TransactionScenarios::manySmall);
    }

    private static void sendCommit(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect());
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = k.session().createConsumer(q);
        MessageProducer p = s.createProducer(q);
        for (int i = 1; i <= 3; i++) p.send(s.createTextMessage(Integer.toString(i)));
        Kit.nothing(c, "the sends were not committed");
        s.commit();
        Kit.expect(c, 1, 3);
        Kit.nothing(c);
    }

    private static void sendRollback(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect());
        Queue q = s.createQueue(k.name("q"));
        MessageConsumer c = k.session().createConsumer(q);
        MessageProducer p = s.createProducer(q);
        p.send(s.createTextMessage("gone"));
        s.rollback();
        p.send(s.createTextMessage("kept"));
        s.commit();
        Kit.same("kept", Kit.text(Kit.next(c)), "text of the next message");
        Kit.nothing(c);
    }

    private static void receiveRollback(Kit k) throws Exception {
        ActiveMQConnection connection = k.connect();
        connection.setRedeliveryPolicy(AcknowledgeScenarios.atOnce(6));
        Session s = Kit.transacted(connection);
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 5);
        MessageConsumer c = s.createConsumer(q);
        Kit.expect(c, 1, 3);
        s.rollback();
        for (int i = 1; i <= 3; i++) {
            Message m = Kit.expect(c, i, i);
            Kit.same(true, m.getJMSRedelivered(), "JMSRedelivered of message " + i);
            Kit.same(2, Kit.deliveryCount(m), "JMSXDeliveryCount of message " + i);
        }
        Kit.same(false, Kit.expect(c, 4, 5).getJMSRedelivered(), "JMSRedelivered of message 5");
        s.commit();
        connection.close();
        Kit.nothing(k.session().createConsumer(q), "all was committed");
    }

    private static void sendAndReceive(Kit k) throws Exception {
        ActiveMQConnection connection = k.connect();
        connection.setRedeliveryPolicy(AcknowledgeScenarios.atOnce(6));
        Session s = Kit.transacted(connection);
        Queue in = s.createQueue(k.name("in")), out = s.createQueue(k.name("out"));
        k.send(in, 2);
        MessageConsumer c = s.createConsumer(in), results = k.session().createConsumer(out);
        MessageProducer p = s.createProducer(out);
        p.send(s.createTextMessage("of " + Kit.text(Kit.next(c))));
        s.rollback();
        Kit.nothing(results, "the result was rolled back");
        p.send(s.createTextMessage("of " + Kit.text(Kit.next(c))));
        s.commit();
        Kit.same("of 1", Kit.text(Kit.next(results)), "result");
        p.send(s.createTextMessage("of " + Kit.text(Kit.next(c))));
        s.commit();
        Kit.same("of 2", Kit.text(Kit.next(results)), "result");
        Kit.nothing(results);
    }

    private static void severalDestinations(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect()), other = k.session();
        Queue a = s.createQueue(k.name("a")), b = s.createQueue(k.name("b"));
        Topic t = s.createTopic(k.name("t"));
        MessageConsumer ca = other.createConsumer(a), cb = other.createConsumer(b), ct = other.createConsumer(t);
        MessageProducer p = s.createProducer(null);
        for (Destination d : new Destination[] {a, b, t}) p.send(d, s.createTextMessage("1"));
        Kit.nothing(ct, "the send to the topic was not committed");
        s.commit();
        for (MessageConsumer c : new MessageConsumer[] {ca, cb, ct}) Kit.expect(c, 1, 1);
    }

    private static void largeSend(Kit k) throws Exception {
        Session s = k.session();
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 3000);   // one transaction
        MessageConsumer c = s.createConsumer(q);
        Kit.expect(c, 1, 3000);
        Kit.nothing(c);
    }

    private static void largeReceive(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect());
        Queue q = s.createQueue(k.name("q"));
        k.send(q, 3000);
        MessageConsumer c = s.createConsumer(q);
        Kit.expect(c, 1, 3000);
        s.commit();
        c.close();
        Kit.nothing(k.session().createConsumer(q), "all was committed");
    }

    private static void socketDrop(Kit k) throws Exception {
        ActiveMQConnection connection = k.connect();
        Session s = Kit.transacted(connection);
        Queue in = s.createQueue(k.name("in")), out = s.createQueue(k.name("out"));
        k.send(in, 2);
        s.createProducer(out).send(s.createTextMessage("never committed"));
        Kit.expect(s.createConsumer(in), 1, 1);
        Kit.cutOff(connection);
        Session t = k.session();
        MessageConsumer again = t.createConsumer(in);
        Kit.same(true, Kit.expect(again, 1, 1).getJMSRedelivered(), "JMSRedelivered after the socket went");
        Kit.expect(again, 2, 2);
        Kit.nothing(t.createConsumer(out), "its connection was lost before the commit");
    }

    private static void nonPersistent(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect());
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        p.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        MessageConsumer c = k.session().createConsumer(q);
        p.send(s.createTextMessage("gone"));
        s.rollback();
        p.send(s.createTextMessage("1"));
        Kit.nothing(c, "the send was not committed");
        s.commit();
        Kit.expect(c, 1, 1);
    }

    private static void durable(Kit k) throws Exception {
        ActiveMQConnection connection = k.connectAs(k.unique);
        connection.setRedeliveryPolicy(AcknowledgeScenarios.atOnce(6));
        Session s = Kit.transacted(connection);
        Topic t = s.createTopic(k.name("t"));
        TopicSubscriber sub = s.createDurableSubscriber(t, "sub");
        k.send(t, 5);
        Kit.expect(sub, 1, 3);
        s.rollback();
        Kit.expect(sub, 1, 4);
        s.commit();
        connection.close();
        connection = k.connectAs(k.unique);
        s = Kit.transacted(connection);
        sub = s.createDurableSubscriber(t, "sub");
        Kit.expect(sub, 5, 5);
        s.commit();
        Kit.nothing(sub);
        sub.close();
        s.unsubscribe("sub");
    }

    private static void manySmall(Kit k) throws Exception {
        Session s = Kit.transacted(k.connect());
        Queue q = s.createQueue(k.name("q"));
        MessageProducer p = s.createProducer(q);
        MessageConsumer c = s.createConsumer(q);
        for (int i = 1; i <= 200; i++) {
            p.send(s.createTextMessage(Integer.toString(i)));
            s.commit();
            Kit.expect(c, i, i);
            s.commit();
        }
        Kit.nothing(c);
    }
}
