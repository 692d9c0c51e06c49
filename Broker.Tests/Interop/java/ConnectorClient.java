import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.concurrent.*;
import javax.jms.*;
import javax.net.ssl.*;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQSslConnectionFactory;

/**
 * ConnectorClient NAME URL TRUSTED KEY ...: makes one connection for each four arguments, and sends and receives a message on it.
 *
 * <p>TRUSTED is a PEM file with the certificate that the server's is to be signed by, KEY a PKCS12 file with the client's own, whose password
 * is "changeit"; "-" stands for none. Prints "NAME OK" or "NAME FAILED reason" for each, causes included, in their order.
 */
public final class ConnectorClient {
    private ConnectorClient() { }

    private static final char[] PASSWORD = "changeit".toCharArray();

    public static void main(String[] args) throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        for (int i = 0; i < args.length; i += 4) {
            String[] a = Arrays.copyOfRange(args, i, i + 4);
            Future<Void> attempt = pool.submit(() -> { exchange(a[1], a[2], a[3]); return null; });
            String verdict = "OK";
            try {
                attempt.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                verdict = "FAILED " + reasons(e.getCause());
            } catch (TimeoutException e) {
                verdict = "FAILED no end after 30 s";
            }
            System.out.println(a[0] + " " + verdict);
        }
        System.exit(0);
    }

    private static String reasons(Throwable t) {
        StringBuilder text = new StringBuilder();
        for (int depth = 0; t != null && depth < 8; t = t.getCause(), depth++) text.append(t).append(" | ");
        return text.toString().replaceAll("\\s+", " ");
    }

    private static void exchange(String url, String trusted, String key) throws Exception {
        ActiveMQSslConnectionFactory factory = new ActiveMQSslConnectionFactory(url);
        if (!trusted.equals("-")) factory.setKeyAndTrustManagers(key.equals("-") ? null : keys(key), trust(trusted), null);
        ActiveMQConnection connection = (ActiveMQConnection) factory.createConnection();
        try {
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            Destination queue = session.createTemporaryQueue();
            MessageConsumer consumer = session.createConsumer(queue);
            byte[] body = new byte[300_000];
            new java.util.Random(7).nextBytes(body);
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(body);
            session.createProducer(queue).send(message);
            BytesMessage received = (BytesMessage) consumer.receive(20_000);
            if (received == null) throw new JMSException("The message did not arrive.");
            byte[] got = new byte[(int) received.getBodyLength()];
            received.readBytes(got);
            if (!Arrays.equals(body, got)) throw new JMSException("The message arrived changed.");
        } finally {
            connection.close();
        }
    }

    private static TrustManager[] trust(String file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (FileInputStream in = new FileInputStream(file)) {
            int number = 0;
            for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) store.setCertificateEntry("ca" + number++, c);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(String file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream in = new FileInputStream(file)) { store.load(in, PASSWORD); }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        return factory.getKeyManagers();
    }
}
