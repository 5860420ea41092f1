package dev.ringswan.gateway.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;

/** Sends a {@link DataStream} over TCP and hashes what it sent. */
public final class TrafficSender {
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int CONNECT_TRIES = 50;

    private TrafficSender() {}

    /**
     * Sends until both limits are reached: at least so many bytes, for at least so long.
     *
     * @param bytesMin rounded up to whole blocks when a time is given
     * @param durationNs 0 for no time
     */
    public static Transfer send(InetSocketAddress target, long bytesMin, long durationNs, long seed)
            throws IOException, InterruptedException {
        DataStream data = new DataStream(seed);
        MessageDigest digest = DataStream.newDigest();
        try (Socket socket = connect(target)) {
            OutputStream out = socket.getOutputStream();
            long startNs = System.nanoTime();
            long bytes = 0;
            while (bytes < bytesMin || System.nanoTime() - startNs < durationNs) {
                int length = durationNs > 0
                        ? DataStream.BLOCK_LENGTH
                        : (int) Math.min(DataStream.BLOCK_LENGTH, bytesMin - bytes);
                byte[] block = data.next();
                digest.update(block, 0, length);
                out.write(block, 0, length);
                bytes += length;
            }
            socket.shutdownOutput();
            int end = socket.getInputStream().read(); // the receiver closes when it has everything
            if (end != -1) {
                throw new IOException("the receiver answered with data");
            }
            return new Transfer(bytes, DataStream.hex(digest), (System.nanoTime() - startNs) / 1e9);
        }
    }

    /** The receiver may still be starting. */
    private static Socket connect(InetSocketAddress target) throws IOException, InterruptedException {
        IOException last = new IOException("no connection to " + target);
        for (int i = 0; i < CONNECT_TRIES; i++) {
            Socket socket = new Socket();
            try {
                socket.connect(target, CONNECT_TIMEOUT_MS);
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        throw last;
    }
}
