import java.io.IOException;
import javax.jms.*;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.transport.DefaultTransportListener;

/**
 * MovingClient URL QUEUE: sends persistent messages one after another, each answered, and says where it is.
 *
 * <p>Prints "ANSWERED n" now and then, "INTERRUPTED" and "RESUMED ADDRESS" when its transport does, "FAILED reason" when the application
 * gets an exception. A line on standard input ends it; the last line is "DONE n" with the number of sends that were answered.
 */
public final class MovingClient {
    private MovingClient() { }

    public static void main(String[] args) throws Exception {
        ActiveMQConnection connection = (ActiveMQConnection) new ActiveMQConnectionFactory(args[0]).createConnection();
        connection.setExceptionListener(e -> System.out.println("FAILED " + e));
        connection.addTransportListener(new DefaultTransportListener() {
            @Override public void transportInterupted() { System.out.println("INTERRUPTED"); }
            @Override public void transportResumed() { System.out.println("RESUMED " + connection.getTransport().getRemoteAddress()); }
        });
        connection.start();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(session.createQueue(args[1]));
        producer.setDeliveryMode(DeliveryMode.PERSISTENT);
        long answered = 0;
        while (System.in.available() == 0) {
            try {
                producer.send(session.createTextMessage("m"));
                if (++answered % 20 == 1) System.out.println("ANSWERED " + answered);
            } catch (JMSException e) {
                System.out.println("FAILED " + e);
                break;
            }
            Thread.sleep(2);
        }
        System.out.println("DONE " + answered);
        System.exit(0);
    }
}
