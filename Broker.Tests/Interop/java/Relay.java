import java.io.*;
import java.net.*;
import java.util.*;

/** A way to the broker that can lose its answers and break: what the broker says may get lost after it did what was asked. */
final class Relay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new ArrayList<>();
    private final String host;
    private final int port;
    private volatile boolean deaf;

    Relay(String brokerUrl) throws IOException {
        URI broker = URI.create(brokerUrl.split("\\?")[0]);
        host = broker.getHost();
        port = broker.getPort();
        start("relay", this::accept);
    }

    String url() { return "tcp://127.0.0.1:" + listener.getLocalPort(); }

    /** From now on nothing that the broker says gets through; what the client says does. */
    void loseAnswers() { deaf = true; }

    /** Breaks every connection; new ones work both ways. */
    synchronized void cut() throws IOException {
        for (Socket s : sockets) s.close();
        sockets.clear();
        deaf = false;
    }

    @Override public void close() throws IOException {
        listener.close();
        cut();
    }

    private interface Work { void run() throws IOException; }

    private static void start(String name, Work work) {
        Thread t = new Thread(() -> { try { work.run(); } catch (IOException e) { /* an end is closed, and so is the other then */ } }, name);
        t.setDaemon(true);
        t.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept(), broker = new Socket(host, port);
            synchronized (this) { Collections.addAll(sockets, client, broker); }
            start("to broker", () -> copy(client, broker, false));
            start("to client", () -> copy(broker, client, true));
        }
    }

    private void copy(Socket from, Socket to, boolean answers) throws IOException {
        byte[] buffer = new byte[65536];
        try (from; to) {
            for (int n = from.getInputStream().read(buffer); n >= 0; n = from.getInputStream().read(buffer))
                if (!answers || !deaf) to.getOutputStream().write(buffer, 0, n);
        }
    }
}
