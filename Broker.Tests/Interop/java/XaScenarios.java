import javax.jms.*;
import javax.transaction.xa.*;
import org.apache.activemq.ActiveMQXAConnection;

/** Distributed transactions: what a transaction manager asks of this broker, and what its clients see meanwhile. */
final class XaScenarios {
    private static final int WHOLE = XAResource.TMSUCCESS;

    private XaScenarios() { }

    static void addTo(Scenarios s) {
        s.add("xa-two-phases", XaScenarios::twoPhases);
        s.add("xa-one-phase", XaScenarios::onePhase);
        s.add("xa-rollback", XaScenarios::rollback);
        s.add("xa-rollback-prepared", XaScenarios::rollbackPrepared);
        s.add("xa-read-only", XaScenarios::readOnly);
        s.add("xa-recover-after-a-crash", XaScenarios::recoverAfterCrash);
        s.add("xa-crash-before-prepare", XaScenarios::crashBeforePrepare);
        s.better("xa-wrong-ids", XaScenarios::wrongIds);   // there preparing an unknown branch says XAER_RMFAIL
        // ActiveMQ forgets it until the next start, and its messages stay with nobody.
        s.better("xa-forget-in-doubt", XaScenarios::forgetInDoubt);
        s.add("xa-timeout-is-the-managers", XaScenarios::timeout);
        s.add("xa-suspend-and-interleave", XaScenarios::interleave);
        s.add("xa-two-connections-one-branch", XaScenarios::joined);
        s.add("xa-two-resources", XaScenarios::twoResources);
        s.add("xa-consumer-closed-before-prepare", XaScenarios::consumerClosed);
        s.add("xa-durable-subscriber", XaScenarios::durable);
        s.add("xa-prefetched-messages", XaScenarios::prefetched);
    }

    private static final class Worker {
        final ActiveMQXAConnection connection;
        final XASession session;
        final XAResource resource;

        Worker(Kit k) throws Exception {
            connection = Branches.connect(k);
            session = connection.createXASession();
            resource = session.getXAResource();
        }

        void send(Queue q, String text) throws Exception {
            MessageProducer p = session.createProducer(q);
            p.send(session.createTextMessage(text));
            p.close();
        }
    }

    private static void twoPhases(Kit k) throws Exception {
        Worker w = new Worker(k);
        Queue in = w.session.createQueue(k.name("in")), out = w.session.createQueue(k.name("out"));
        k.send(in, 2);
        MessageConsumer from = w.session.createConsumer(in), watch = k.session().createConsumer(out);
        Xid xid = Branches.id();
        w.resource.start(xid, XAResource.TMNOFLAGS);
        Kit.expect(from, 1, 2);
        w.send(out, "done");
        w.resource.end(xid, WHOLE);
        Kit.same(XAResource.XA_OK, w.resource.prepare(xid), "vote");
        Kit.nothing(watch, "the branch is not committed");
        Kit.check(Branches.isInDoubt(w.resource, xid), "a prepared branch is not listed");
        w.resource.commit(xid, false);
        Kit.same("done", Kit.text(Kit.next(watch)), "text");
        Kit.check(!Branches.isInDoubt(w.resource, xid), "a committed branch is listed");
        from.close();
        Kit.nothing(k.session().createConsumer(in), "it was consumed");
    }

    private static void onePhase(Kit k) throws Exception {
        Worker w = new Worker(k);
        Queue q = w.session.createQueue(k.name("q"));
        MessageConsumer watch = k.session().createConsumer(q);
        Xid xid = Branches.id();
        w.resource.start(xid, XAResource.TMNOFLAGS);
        w.send(q, "one");
        w.resource.end(xid, WHOLE);
        Kit.nothing(watch, "it is not committed");
        w.resource.commit(xid, true);
        Kit.same("one", Kit.text(Kit.next(watch)), "text");
    }

    private static void rollback(Kit k) throws Exception { rollBack(k, false); }

    private static void rollbackPrepared(Kit k) throws Exception { rollBack(k, true); }

    private static void rollBack(Kit k, boolean prepared) throws Exception {
        Worker w = new Worker(k);
        Queue in = w.session.createQueue(k.name("in")), out = w.session.createQueue(k.name("out"));
        k.send(in, 1);
        MessageConsumer from = w.session.createConsumer(in);
        Xid xid = Branches.id();
        w.resource.start(xid, XAResource.TMNOFLAGS);
        Kit.expect(from, 1, 1);
        w.send(out, "never");
        w.resource.end(xid, WHOLE);
        if (prepared) w.resource.prepare(xid);
        w.resource.rollback(xid);
        Kit.nothing(k.session().createConsumer(out), "it was rolled back");
        xid = Branches.id();
        w.resource.start(xid, XAResource.TMNOFLAGS);
        Message again = Kit.expect(from, 1, 1);
        Kit.check(again.getJMSRedelivered(), "the second delivery does not say that it is one");
        w.resource.end(xid, WHOLE);
        w.resource.commit(xid, true);
        from.close();
        Kit.nothing(k.session().createConsumer(in), "it was consumed");
    }

    private static void readOnly(Kit k) throws Exception {
        Worker w = new Worker(k);
        Xid xid = Branches.id();
        w.resource.start(xid, XAResource.TMNOFLAGS);
        w.resource.end(xid, WHOLE);
        Kit.same(XAResource.XA_RDONLY, w.resource.prepare(xid), "vote");
        Kit.check(!Branches.isInDoubt(w.resource, xid), "a branch that did nothing is in doubt");
        Branches.refuses(XAException.XAER_NOTA, "commit of a branch that has ended", () -> w.resource.commit(xid, false));
    }

    private static void recoverAfterCrash(Kit k) throws Exception {
        Worker w = new Worker(k);
        Queue in = w.session.createQueue(k.name("in")), out = w.session.createQueue(k.name("out"));
        k.send(in, 2);
        MessageConsumer from = w.session.createConsumer(in);
        Xid xid = Branches.id();
        w.resource.start(xid, XAResource.TMNOFLAGS);
        Kit.expect(from, 1, 1);
        w.send(out, "kept");
        w.resource.end(xid, WHOLE);
        w.resource.prepare(xid);
        Kit.cutOff(w.connection);
        MessageConsumer left = k.session().createConsumer(in), watch = k.session().createConsumer(out);
        Kit.same("2", Kit.text(Kit.next(left)), "what the branch did not take");
        Kit.nothing(left, "the other message is in doubt");
        Kit.nothing(watch, "nothing is committed");
        Worker manager = new Worker(k);
        Kit.check(Branches.isInDoubt(manager.resource, xid), "the branch is not listed to another connection");
        manager.resource.commit(xid, false);
        Kit.same("kept", Kit.text(Kit.next(watch)), "text");
        Kit.nothing(left, "it was consumed");
    }

    private static void crashBeforePrepare(Kit k) throws Exception {
        Worker w = new Worker(k);
        Queue in = w.session.createQueue(k.name("in")), out = w.session.createQueue(k.name("out"));
        k.send(in, 1);
        MessageConsumer from = w.session.createConsumer(in);
        Xid xid = Branches.id();
        w.resource.start(xid, XAResource.TMNOFLAGS);
        Kit.expect(from, 1, 1);
        w.send(out, "never");
        w.resource.end(xid, WHOLE);
        Kit.cutOff(w.connection);
        Kit.expect(k.session().createConsumer(in), 1, 1);
        Kit.nothing(k.session().createConsumer(out), "it was rolled back with its connection");
        Worker manager = new Worker(k);
        Kit.check(!Branches.isInDoubt(manager.resource, xid), "a branch that was not prepared is in doubt");
        Branches.refuses(XAException.XAER_NOTA, "commit", () -> manager.resource.commit(xid, true));
    }

    private static void wrongIds(Kit k) throws Exception {
        Worker w = new Worker(k);
        Xid unknown = Branches.id(), xid = Branches.id();
        Branches.refuses(XAException.XAER_NOTA, "prepare", () -> w.resource.prepare(unknown));
        Branches.refuses(XAException.XAER_NOTA, "commit", () -> w.resource.commit(unknown, false));
        Branches.refuses(XAException.XAER_NOTA, "commit in one phase", () -> w.resource.commit(unknown, true));
        Branches.refuses(XAException.XAER_NOTA, "rollback", () -> w.resource.rollback(unknown));
        Branches.refuses(XAException.XAER_NOTA, "forget", () -> w.resource.forget(unknown));
        w.resource.start(xid, XAResource.TMNOFLAGS);
        w.send(w.session.createQueue(k.name("q")), "x");
        w.resource.end(xid, WHOLE);
        Branches.refuses(XAException.XAER_PROTO, "commit in two phases without the first", () -> w.resource.commit(xid, false));
        w.resource.rollback(xid);
    }

    private static void forgetInDoubt(Kit k) throws Exception {
        Worker w = new Worker(k);
        Queue q = w.session.createQueue(k.name("q"));
        Xid xid = Branches.id();
        w.resource.start(xid, XAResource.TMNOFLAGS);
        w.send(q, "kept");
        w.resource.end(xid, WHOLE);
        w.resource.prepare(xid);
        Branches.refuses(XAException.XAER_PROTO, "forgetting what is not decided", () -> w.resource.forget(xid));
        w.resource.commit(xid, false);
        Kit.same("kept", Kit.text(Kit.next(k.session().createConsumer(q))), "text");
    }

    private static void timeout(Kit k) throws Exception {
        Worker w = new Worker(k);
        Kit.check(!w.resource.setTransactionTimeout(1), "the client takes a timeout");
        Kit.same(0, w.resource.getTransactionTimeout(), "timeout");
    }

    private static void interleave(Kit k) throws Exception {
        Worker w = new Worker(k);
        Queue q = w.session.createQueue(k.name("q"));
        MessageConsumer watch = k.session().createConsumer(q);
        Xid first = Branches.id(), second = Branches.id();
        w.resource.start(first, XAResource.TMNOFLAGS);
        w.send(q, "1");
        w.resource.end(first, XAResource.TMSUSPEND);
        w.resource.start(second, XAResource.TMNOFLAGS);
        w.send(q, "3");
        w.resource.end(second, WHOLE);
        w.resource.prepare(second);
        w.resource.start(first, XAResource.TMRESUME);
        w.send(q, "2");
        w.resource.end(first, WHOLE);
        w.resource.prepare(first);
        w.resource.commit(first, false);
        Kit.expect(watch, 1, 2);
        Kit.nothing(watch, "the other branch is not committed");
        w.resource.commit(second, false);
        Kit.expect(watch, 3, 3);
    }

    private static void joined(Kit k) throws Exception {
        Worker one = new Worker(k), two = new Worker(k);
        Queue q = one.session.createQueue(k.name("q"));
        Xid xid = Branches.id();
        one.resource.start(xid, XAResource.TMNOFLAGS);
        one.send(q, "1");
        one.resource.end(xid, WHOLE);
        two.resource.start(xid, XAResource.TMJOIN);
        two.send(q, "2");
        two.resource.end(xid, WHOLE);
        two.resource.prepare(xid);
        one.resource.commit(xid, false);
        Kit.expect(k.session().createConsumer(q), 1, 2);
    }

    private static void twoResources(Kit k) throws Exception {
        Worker one = new Worker(k), two = new Worker(k);
        Queue from = one.session.createQueue(k.name("from")), to = two.session.createQueue(k.name("to"));
        k.send(from, 1);
        Xid taking = Branches.id(1, 1), giving = Branches.id(1, 2);
        one.resource.start(taking, XAResource.TMNOFLAGS);
        two.resource.start(giving, XAResource.TMNOFLAGS);
        MessageConsumer c = one.session.createConsumer(from);
        two.send(to, Kit.text(Kit.next(c)));
        one.resource.end(taking, WHOLE);
        two.resource.end(giving, WHOLE);
        one.resource.prepare(taking);
        two.resource.prepare(giving);
        one.resource.commit(taking, false);
        MessageConsumer watch = k.session().createConsumer(to);
        Kit.nothing(watch, "its own branch is not committed");
        Kit.check(Branches.isInDoubt(one.resource, giving), "the other branch is not in doubt");
        two.resource.commit(giving, false);
        Kit.expect(watch, 1, 1);
    }

    private static void consumerClosed(Kit k) throws Exception {
        Worker w = new Worker(k);
        Queue q = w.session.createQueue(k.name("q"));
        k.send(q, 2);
        MessageConsumer c = w.session.createConsumer(q);
        Xid xid = Branches.id();
        w.resource.start(xid, XAResource.TMNOFLAGS);
        Kit.expect(c, 1, 1);
        c.close();
        w.resource.end(xid, WHOLE);
        w.resource.prepare(xid);
        w.resource.commit(xid, false);
        MessageConsumer left = k.session().createConsumer(q);
        Kit.expect(left, 2, 2);
        Kit.nothing(left, "the first was consumed");
    }

    private static void durable(Kit k) throws Exception {
        ActiveMQXAConnection c = Branches.connect(k);
        XASession s = c.createXASession();
        XAResource r = s.getXAResource();
        Topic t = s.createTopic(k.name("t"));
        org.apache.activemq.ActiveMQConnection subscriber = k.connectAs(k.name("client"));
        MessageConsumer watch = Kit.auto(subscriber).createDurableSubscriber(t, "s");
        Xid xid = Branches.id();
        r.start(xid, XAResource.TMNOFLAGS);
        s.createProducer(t).send(s.createTextMessage("1"));
        r.end(xid, WHOLE);
        r.prepare(xid);
        Kit.nothing(watch, "the branch is not committed");
        r.commit(xid, false);
        Kit.expect(watch, 1, 1);
    }

    private static void prefetched(Kit k) throws Exception {
        Worker w = new Worker(k);
        Queue q = w.session.createQueue(k.name("q"));
        k.send(q, 50);
        MessageConsumer c = w.session.createConsumer(q);
        for (int i = 0; i < 5; i++) {
            Xid xid = Branches.id();
            w.resource.start(xid, XAResource.TMNOFLAGS);
            Kit.expect(c, 10 * i + 1, 10 * i + 10);
            w.resource.end(xid, WHOLE);
            Kit.same(XAResource.XA_OK, w.resource.prepare(xid), "vote");
            w.resource.commit(xid, false);
        }
        c.close();
        Kit.nothing(k.session().createConsumer(q), "all were consumed");
    }
}
