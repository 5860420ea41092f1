package dev.ringswan.gateway.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The client's end of the control socket: one request, one reply. It blocks, for a bounded time. */
public final class ControlCaller {
    /** Where gateways listen unless told otherwise, each by the name of its configuration. */
    public static final Path DIRECTORY = Path.of("/run/ringswan");

    private static final String SUFFIX = ".sock";
    private static final String HOW_TO_START = "start one with 'ringswan run --config FILE'";
    /** Beyond what the command itself may take. */
    private static final int MARGIN_SECONDS = 30;

    private ControlCaller() {}

    /** Where the gateway with a configuration listens: {@code /run/ringswan/NAME.sock} for {@code NAME.conf}. */
    public static Path defaultPath(Path configFile) {
        String name = String.valueOf(configFile.getFileName());
        return DIRECTORY.resolve((name.endsWith(".conf") ? name.substring(0, name.length() - 5) : name) + SUFFIX);
    }

    /**
     * The socket of the only gateway that listens in {@link #DIRECTORY}.
     *
     * @throws ControlException when there is none, or more than one
     */
    public static Path onlySocket() throws ControlException {
        return onlySocket(DIRECTORY);
    }

    static Path onlySocket(Path directory) throws ControlException {
        List<Path> sockets;
        try (Stream<Path> files = Files.list(directory)) {
            sockets = files.filter(file -> file.toString().endsWith(SUFFIX) && isAlive(file))
                    .sorted()
                    .toList();
        } catch (AccessDeniedException e) {
            throw new ControlException(directory + " may not be read: be root, or the user of the gateway", e);
        } catch (IOException _) {
            sockets = List.of();
        }
        if (sockets.isEmpty()) {
            throw new ControlException("no gateway listens in " + directory + "; " + HOW_TO_START
                    + ", or say by --socket where it listens");
        }
        if (sockets.size() > 1) {
            throw new ControlException("there are several gateways; choose one by --socket: " + sockets);
        }
        return sockets.getFirst();
    }

    /** A dead gateway's socket refuses; one that may not be used is somebody's. */
    private static boolean isAlive(Path socket) {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            return true;
        } catch (IOException | IllegalArgumentException _) {
            return !Files.isWritable(socket);
        }
    }

    /**
     * Asks.
     *
     * @throws ControlException when nobody answers
     */
    public static ControlReply call(Path socket, ControlRequest request) throws ControlException {
        int seconds = switch (request) {
            case ControlRequest.Up up -> up.target().timeoutSeconds();
            case ControlRequest.Down down -> down.target().timeoutSeconds();
            case ControlRequest.Rekey rekey -> rekey.target().timeoutSeconds();
            default -> 0;
        };
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds + MARGIN_SECONDS);
        try (SocketChannel channel = connect(socket);
                Selector selector = Selector.open()) {
            channel.write(ByteBuffer.wrap((request.toJson() + '\n').getBytes(StandardCharsets.UTF_8)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            if (!readLine(channel, selector, line, deadlineNs)) {
                throw new ControlException(
                        "the gateway at " + socket + " has hung up without a reply; its log says why");
            }
            ControlReply reply = ControlReply.parse(line.toString(StandardCharsets.UTF_8));
            if (request instanceof ControlRequest.Stop && reply.ok()) {
                awaitEnd(channel, selector, deadlineNs);
            }
            return reply;
        } catch (IOException | IllegalArgumentException e) {
            throw new ControlException("the gateway at " + socket + " cannot be asked: " + e.getMessage(), e);
        }
    }

    private static SocketChannel connect(Path socket) throws ControlException {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException | IllegalArgumentException e) {
            String denied = Files.exists(socket) && !Files.isWritable(socket)
                    ? "; be root, or the user of the gateway"
                    : "; " + HOW_TO_START;
            throw new ControlException("no gateway listens at " + socket + " (" + e.getMessage() + ")" + denied, e);
        }
    }

    /** True when a whole line has come, false when the gateway has hung up. */
    private static boolean readLine(
            SocketChannel channel, Selector selector, ByteArrayOutputStream line, long deadlineNs)
            throws IOException, ControlException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (await(selector, deadlineNs)) {
            int count = channel.read(buffer.clear());
            if (count < 0) {
                return false;
            }
            line.write(buffer.array(), 0, count);
            if (count > 0 && buffer.get(count - 1) == '\n') {
                return true;
            }
        }
        throw new ControlException("the gateway does not reply; its log may say why");
    }

    /** The gateway hangs up when it has ended. */
    private static void awaitEnd(SocketChannel channel, Selector selector, long deadlineNs)
            throws IOException, ControlException {
        if (readLine(channel, selector, new ByteArrayOutputStream(), deadlineNs)) {
            throw new ControlException("the gateway has more to say than that it ends");
        }
    }

    private static boolean await(Selector selector, long deadlineNs) throws IOException {
        long waitMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        if (waitMs <= 0) {
            return false;
        }
        selector.selectedKeys().clear();
        return selector.select(waitMs) > 0;
    }
}
