import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import javax.jms.*;
import javax.transaction.xa.*;
import org.apache.activemq.ActiveMQXAConnection;
import org.apache.activemq.ActiveMQXAConnectionFactory;

/** The part of a transaction manager: ids that are nobody else's, and a resource with a session that works in branches. */
final class Branches {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final long RUN = System.nanoTime() ^ ProcessHandle.current().pid() << 32;

    private Branches() { }

    /** A new id. */
    static Xid id() { return id(COUNTER.incrementAndGet(), 1); }

    /** The branch of a global transaction of this run. */
    static Xid id(int global, int branch) {
        return new Id(4660, ByteBuffer.allocate(12).putLong(RUN).putInt(global).array(), new byte[] { (byte) branch });
    }

    /** A started connection for distributed transactions. */
    static ActiveMQXAConnection connect(Kit k) throws Exception { return connect(k, k.url); }

    static ActiveMQXAConnection connect(Kit k, String url) throws Exception {
        ActiveMQXAConnection c = (ActiveMQXAConnection) new ActiveMQXAConnectionFactory(url).createXAConnection();
        if (k != null) k.track(c, null);
        c.setRedeliveryPolicy(AcknowledgeScenarios.atOnce(6));
        c.start();
        return c;
    }

    /** Whether a resource lists this id as in doubt. */
    static boolean isInDoubt(XAResource resource, Xid xid) throws XAException {
        for (Xid found : resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)) {
            if (found.getFormatId() == xid.getFormatId()
                && java.util.Arrays.equals(found.getGlobalTransactionId(), xid.getGlobalTransactionId())
                && java.util.Arrays.equals(found.getBranchQualifier(), xid.getBranchQualifier())) return true;
        }
        return false;
    }

    interface Step { void run() throws XAException; }

    /** The step must fail with this error code. */
    static void refuses(int code, String what, Step step) {
        try {
            step.run();
        } catch (XAException e) {
            Kit.same(code, e.errorCode, "error code of " + what + " (" + e.getMessage() + ")");
            return;
        }
        throw new Kit.Unexpected(what + " was allowed");
    }

    private static final class Id implements Xid {
        private final int format;
        private final byte[] global, branch;

        Id(int format, byte[] global, byte[] branch) {
            this.format = format;
            this.global = global;
            this.branch = branch;
        }

        @Override public int getFormatId() { return format; }
        @Override public byte[] getGlobalTransactionId() { return global; }
        @Override public byte[] getBranchQualifier() { return branch; }
    }
}
