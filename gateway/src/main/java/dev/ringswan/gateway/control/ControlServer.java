package dev.ringswan.gateway.control;

import dev.ringswan.gateway.Gateway;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.GatewayConfig;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Takes commands from the control socket, hands them to the conductor, and writes the replies.
 *
 * <p><em>Threading:</em> an agent for a thread of its own, on which it also reads configurations; {@link #operator} is the
 * part for the conductor's thread. {@link #close} comes after both threads have ended. <em>Errors:</em> whatever a client
 * sends or leaves out, it is answered or dropped; the gateway goes on.
 */
public final class ControlServer implements Agent, AutoCloseable {
    /** Reads the configuration once more. */
    @FunctionalInterface
    public interface ConfigSource {
        /**
         * A fresh configuration, whose keys are the caller's to wipe; what had to be made ready for it outside is.
         *
         * @throws IllegalStateException when that failed
         */
        GatewayConfig load() throws ConfigException;
    }

    /** A person or two, and a few programs; more wait outside. */
    static final int CLIENTS_MAX = 16;

    private static final Logger LOG = System.getLogger(ControlServer.class.getName());
    private static final long LOG_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final ControlSocket socket;
    private final ControlQueues queues = new ControlQueues(CLIENTS_MAX);
    private final Operator operator;
    private final ConfigSource configs;
    private final Runnable onStop;
    private final NanoClock clock;
    private final List<ControlConnection> connections = new ArrayList<>();
    private long lastId;
    private long nextLogNs;

    /**
     * Listens from now on.
     *
     * @param path of the socket
     * @param onStop called on this agent's thread when an operator ends the gateway; must not wait for that end
     * @throws IllegalStateException when the socket cannot be made; says why, and the cure
     */
    public ControlServer(Path path, Gateway gateway, ConfigSource configs, Runnable onStop, NanoClock clock) {
        this.configs = configs;
        this.onStop = onStop;
        this.clock = clock;
        socket = new ControlSocket(path);
        operator = new Operator(gateway, queues, clock);
        nextLogNs = clock.nanoTime();
    }

    /** Carries the commands out: an agent for the conductor's thread. */
    public Agent operator() {
        return operator;
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        int work = accept(nowNs) + takeAnswers(nowNs);
        for (ControlConnection connection : connections) {
            work += serve(connection, nowNs);
        }
        connections.removeIf(ControlConnection::isClosed);
        return work;
    }

    private int accept(long nowNs) {
        SocketChannel channel = null;
        try {
            channel = socket.accept().orElse(null);
            if (channel == null) {
                return 0;
            }
            ControlConnection connection = new ControlConnection(++lastId, channel, nowNs);
            Optional<String> stranger = socket.stranger(channel);
            if (stranger.isPresent()) {
                log(nowNs, "control: user " + stranger.get() + " was refused");
                refuse(connection, "only root and the user of the gateway may give commands", nowNs);
            } else if (connections.size() >= CLIENTS_MAX) {
                refuse(connection, CLIENTS_MAX + " clients are connected already: try again later", nowNs);
            } else {
                connections.add(connection);
            }
        } catch (IOException e) {
            log(nowNs, "control: a client cannot be accepted: " + e.getMessage());
            ControlConnection.closeQuietly(channel);
        }
        return 1;
    }

    /** Such a client gets what its socket takes at once, and no place. */
    private static void refuse(ControlConnection connection, String reason, long nowNs) {
        connection.answerAndClose(ControlReply.failed(reason), nowNs);
        connection.poll(nowNs);
        connection.close();
    }

    private int takeAnswers(long nowNs) {
        int count = 0;
        for (ControlQueues.Answer answer = queues.nextAnswer(); answer != null; answer = queues.nextAnswer()) {
            count++;
            long client = answer.client();
            for (ControlConnection connection : connections) {
                if (connection.id() == client) {
                    connection.answer(answer.reply(), nowNs);
                }
            }
            if (answer.request() instanceof ControlRequest.Stop) {
                onStop.run();
            }
        }
        return count;
    }

    private int serve(ControlConnection connection, long nowNs) {
        try {
            Optional<String> line = connection.poll(nowNs);
            line.ifPresent(text -> submit(connection, text, nowNs));
            return line.isPresent() ? 1 : 0;
        } catch (IllegalArgumentException e) {
            connection.answerAndClose(ControlReply.failed(String.valueOf(e.getMessage())), nowNs);
            return 1;
        }
    }

    private void submit(ControlConnection connection, String line, long nowNs) {
        GatewayConfig config = null;
        ControlRequest request;
        try {
            request = ControlRequest.parse(line);
            if (request instanceof ControlRequest.Reload) {
                config = configs.load();
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            connection.answer(ControlReply.failed(String.valueOf(e.getMessage())), nowNs);
            return;
        } catch (ConfigException e) {
            List<String> faults =
                    e.problems().stream().map(ConfigException.Problem::toString).toList();
            connection.answer(new ControlReply(false, faults, Map.of()), nowNs);
            return;
        }
        queues.send(new ControlQueues.Command(connection.id(), request, config));
    }

    /** One line a second: nobody fills the disk from outside. */
    private void log(long nowNs, String line) {
        if (nowNs - nextLogNs >= 0) {
            nextLogNs = nowNs + LOG_INTERVAL_NS;
            LOG.log(Level.WARNING, line);
        }
    }

    @Override
    public String roleName() {
        return "control";
    }

    /** Hangs up on all clients, by which they see that the gateway has ended, and takes the socket away. */
    @Override
    public void close() {
        connections.forEach(ControlConnection::close);
        connections.clear();
        socket.close();
    }
}
