import javax.jms.*;
import javax.transaction.xa.*;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.ActiveMQXAConnection;

/**
 * InDoubt FROM_URL TO_URL commit|rollback: moves a message from a queue of one broker to a queue of another in a distributed transaction,
 * and loses the brokers between prepare and decision.
 *
 * <p>Prints "PREPARED" and reads a line: the brokers may be killed and started again meanwhile. Then looks who is in doubt, whether anybody
 * gets what is in doubt, decides, looks again, and prints "DONE" or "FAILED reason". With a failover: URL it decides on the connections it
 * prepared on; else on new ones.
 */
public final class InDoubt {
    private InDoubt() { }

    public static void main(String[] args) throws Exception {
        try {
            run(args[0], args[1], args[2].equals("commit"));
            System.out.println("DONE");
        } catch (Throwable e) {
            System.out.println("FAILED " + e);
        }
        System.exit(0);
    }

    private static void run(String fromUrl, String toUrl, boolean commit) throws Exception {
        send(fromUrl, "FROM", "1");
        Xid taking = Branches.id(1, 1), giving = Branches.id(1, 2);
        ActiveMQXAConnection from = Branches.connect(null, fromUrl), to = Branches.connect(null, toUrl);
        XASession taker = from.createXASession(), giver = to.createXASession();
        taker.getXAResource().start(taking, XAResource.TMNOFLAGS);
        giver.getXAResource().start(giving, XAResource.TMNOFLAGS);
        MessageConsumer consumer = taker.createConsumer(taker.createQueue("FROM"));
        giver.createProducer(giver.createQueue("TO")).send(giver.createTextMessage(Kit.text(Kit.next(consumer))));
        taker.getXAResource().end(taking, XAResource.TMSUCCESS);
        giver.getXAResource().end(giving, XAResource.TMSUCCESS);
        Kit.same(XAResource.XA_OK, taker.getXAResource().prepare(taking), "vote of the first");
        Kit.same(XAResource.XA_OK, giver.getXAResource().prepare(giving), "vote of the second");
        System.out.println("PREPARED");
        System.in.read();

        XAResource first = taker.getXAResource(), second = giver.getXAResource();
        if (!fromUrl.startsWith("failover:")) {
            first = Branches.connect(null, fromUrl).createXASession().getXAResource();
            second = Branches.connect(null, toUrl).createXASession().getXAResource();
        }
        Kit.check(Branches.isInDoubt(first, taking), "the first branch is not in doubt");
        Kit.check(Branches.isInDoubt(second, giving), "the second branch is not in doubt");
        nothing(fromUrl, "FROM");
        nothing(toUrl, "TO");
        if (commit) {
            first.commit(taking, false);
            second.commit(giving, false);
        } else {
            first.rollback(taking);
            second.rollback(giving);
        }
        Kit.check(!Branches.isInDoubt(first, taking), "the first branch is still in doubt");
        Kit.check(!Branches.isInDoubt(second, giving), "the second branch is still in doubt");
        consumer.close();
        if (commit) {
            receive(toUrl, "TO");
            nothing(fromUrl, "FROM");
        } else {
            receive(fromUrl, "FROM");
            nothing(toUrl, "TO");
        }
    }

    private static void send(String url, String queue, String text) throws Exception {
        Connection c = new ActiveMQConnectionFactory(url).createConnection();
        Session s = Kit.auto(c);
        s.createProducer(s.createQueue(queue)).send(s.createTextMessage(text));
        c.close();
    }

    private static void receive(String url, String queue) throws Exception { consume(url, queue, c -> Kit.expect(c, 1, 1)); }

    private static void nothing(String url, String queue) throws Exception { consume(url, queue, c -> Kit.nothing(c, queue + " was to have nothing")); }

    private interface Look { void at(MessageConsumer consumer) throws Exception; }

    private static void consume(String url, String queue, Look look) throws Exception {
        Connection c = new ActiveMQConnectionFactory(url).createConnection();
        c.start();
        Session s = Kit.auto(c);
        look.at(s.createConsumer(s.createQueue(queue)));
        c.close();
    }
}
