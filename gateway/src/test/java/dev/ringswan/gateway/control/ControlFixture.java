package dev.ringswan.gateway.control;

import dev.ringswan.gateway.Gateway;
import dev.ringswan.gateway.config.ConfigException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A gateway pair and clients of its control socket, all on the test's thread. */
public final class ControlFixture implements AutoCloseable {
    private static final int TURNS_MAX = 20_000;
    private static final long TURN_NS = TimeUnit.MILLISECONDS.toNanos(10);

    final Path socket;
    final GatewayPair pair;

    public ControlFixture(Path directory) throws ConfigException {
        this(directory, PairTexts.FIRST, PairTexts.SECOND);
    }

    ControlFixture(Path directory, String firstConfig, String secondConfig) throws ConfigException {
        socket = directory.resolve("a.sock");
        pair = new GatewayPair(socket, firstConfig, secondConfig);
    }

    /** One client. */
    final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private final StringBuilder received = new StringBuilder();
        private boolean ended;

        private Client() throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
        }

        void send(String text) throws IOException {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        /** The next line, if it is there; takes what the socket holds. */
        Optional<String> line() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            int count = channel.read(buffer);
            ended |= count < 0;
            received.append(new String(buffer.array(), 0, Math.max(0, count), StandardCharsets.UTF_8));
            int end = received.indexOf("\n");
            if (end < 0) {
                return Optional.empty();
            }
            String line = received.substring(0, end);
            received.delete(0, end + 1);
            return Optional.of(line);
        }

        void endOutput() throws IOException {
            channel.shutdownOutput();
        }

        boolean ended() {
            return ended;
        }

        /** Runs the gateways until a reply is there. */
        ControlReply awaitReply() throws Exception {
            for (int i = 0; i < TURNS_MAX; i++) {
                Optional<String> line = line();
                if (line.isPresent()) {
                    return ControlReply.parse(line.get());
                }
                pair.turn();
                pair.advance(TURN_NS);
            }
            throw new AssertionError("no reply after " + TURNS_MAX + " turns");
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    Client connect() throws IOException {
        return new Client();
    }

    /** Asks, and runs the gateways until the reply is there. */
    public ControlReply call(ControlRequest request) throws Exception {
        try (Client client = connect()) {
            client.send(request.toJson() + '\n');
            return client.awaitReply();
        }
    }

    /** The gateway with the control socket. */
    public Gateway first() {
        return pair.first();
    }

    /** Runs the gateways for a while. */
    public void run(int turns) throws Exception {
        for (int i = 0; i < turns; i++) {
            pair.turn();
            pair.advance(TURN_NS);
        }
    }

    @Override
    public void close() {
        pair.close();
    }
}
