package dev.ringswan.gateway.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/** Takes one TCP connection and hashes what comes. */
public final class TrafficReceiver {
    private static final int BUFFER_LENGTH = 1 << 18;
    private static final int ACCEPT_TIMEOUT_MS = 60_000;

    private TrafficReceiver() {}

    /**
     * Receives until the sender ends.
     *
     * @param progress told the number of bytes so far after each read; may be called often
     */
    public static Transfer receive(InetSocketAddress local, LongConsumer progress) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(local, 1);
            server.setSoTimeout(ACCEPT_TIMEOUT_MS);
            try (Socket socket = server.accept()) {
                return receive(socket.getInputStream(), progress);
            }
        }
    }

    private static Transfer receive(InputStream in, LongConsumer progress) throws IOException {
        MessageDigest digest = DataStream.newDigest();
        byte[] buffer = new byte[BUFFER_LENGTH];
        long bytes = 0;
        long startNs = System.nanoTime();
        int length = in.read(buffer);
        while (length >= 0) {
            digest.update(buffer, 0, length);
            bytes += length;
            progress.accept(bytes);
            length = in.read(buffer);
        }
        return new Transfer(bytes, DataStream.hex(digest), (System.nanoTime() - startNs) / 1e9);
    }
}
