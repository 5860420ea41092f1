package dev.ringswan.gateway.control;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.gateway.explain.PacketQuestion;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks for: on the wire one JSON object on one line, such as
 * {@code {"command":"up","connection":"office","child":"net","timeout":30}}.
 */
public sealed interface ControlRequest {
    /** Seconds that a command waits for its end unless told otherwise: longer than IKE tries before it gives a peer up. */
    int TIMEOUT_DEFAULT = 180;
    /** The most seconds that a command may wait. */
    int TIMEOUT_MAX = 3_600;

    /**
     * The connection, or child, that a command is about, and how long it may take.
     *
     * @param child null for all of the connection
     * @param timeoutSeconds after these the reply says what is known
     */
    record Target(String connection, @Nullable String child, int timeoutSeconds) {
        @Override
        public String toString() {
            return child == null ? connection : connection + "/" + child;
        }
    }

    /** Bring it up, and say whether that worked. */
    record Up(Target target) implements ControlRequest {}

    /** Take it down. */
    record Down(Target target) implements ControlRequest {}

    /**
     * New keys.
     *
     * @param ike for the IKE SA instead of the child SAs
     */
    record Rekey(Target target, boolean ike) implements ControlRequest {}

    /** What is up, what is not, and why. */
    record Status() implements ControlRequest {}

    /** All counters. */
    record Counters() implements ControlRequest {}

    /** What would become of a packet. */
    record ExplainPacket(PacketQuestion packet) implements ControlRequest {}

    /** What we would offer in a connection, and how it stands. */
    record ExplainIke(String connection) implements ControlRequest {}

    /** Read the configuration again. */
    record Reload() implements ControlRequest {}

    /** End, after telling the peers. */
    record Stop() implements ControlRequest {}

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    static ControlRequest parse(String line) {
        Map<String, Object> fields;
        try {
            fields = JSON.std.with(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS).mapFrom(line);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("a request is one JSON object on one line", e);
        }
        if (fields == null) {
            throw new IllegalArgumentException("a request is one JSON object on one line");
        }
        Set<String> known =
                Set.of("command", "connection", "child", "timeout", "ike", "packet", "source_port", "length");
        for (String key : fields.keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        "a request has command, connection, child, timeout and ike, or packet, source_port and length");
            }
        }
        String command = text(fields, "command");
        return switch (command == null ? "" : command) {
            case "up" -> new Up(target(fields));
            case "down" -> new Down(target(fields));
            case "rekey" -> new Rekey(target(fields), Boolean.TRUE.equals(fields.get("ike")));
            case "status" -> new Status();
            case "counters" -> new Counters();
            case "explain-packet" -> new ExplainPacket(packet(fields));
            case "explain-ike" -> new ExplainIke(target(fields).connection());
            case "reload" -> new Reload();
            case "stop" -> new Stop();
            default ->
                throw new IllegalArgumentException(
                        "'command' is one of up, down, rekey, status, counters, explain-packet, explain-ike, reload and stop");
        };
    }

    private static Target target(Map<String, Object> fields) {
        String connection = text(fields, "connection");
        if (connection == null || connection.isEmpty()) {
            throw new IllegalArgumentException("the command needs a 'connection'");
        }
        Object timeout = fields.getOrDefault("timeout", TIMEOUT_DEFAULT);
        if (!(timeout instanceof Integer seconds) || seconds < 1 || seconds > TIMEOUT_MAX) {
            throw new IllegalArgumentException("'timeout' is a number of seconds, 1 to " + TIMEOUT_MAX);
        }
        return new Target(connection, text(fields, "child"), seconds);
    }

    private static PacketQuestion packet(Map<String, Object> fields) {
        String packet = text(fields, "packet");
        Object sourcePort = fields.getOrDefault("source_port", PacketQuestion.SOURCE_PORT_DEFAULT);
        Object length = fields.getOrDefault("length", PacketQuestion.LENGTH_DEFAULT);
        if (packet == null || !(sourcePort instanceof Integer port) || !(length instanceof Integer bytes)) {
            throw new IllegalArgumentException(
                    "the command needs a 'packet', a text; source_port and length are numbers");
        }
        return PacketQuestion.parse(List.of(packet), port, bytes);
    }

    private static @Nullable String text(Map<String, Object> fields, String key) {
        Object value = fields.get(key);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException("'" + key + "' is a text");
        }
        return (String) value;
    }

    /** The line, without its end. */
    default String toJson() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        switch (this) {
            case Up up -> put(fields, "up", up.target());
            case Down down -> put(fields, "down", down.target());
            case Rekey rekey -> {
                put(fields, "rekey", rekey.target());
                fields.put("ike", rekey.ike());
            }
            case Status _ -> fields.put("command", "status");
            case Counters _ -> fields.put("command", "counters");
            case ExplainPacket explain -> {
                fields.put("command", "explain-packet");
                fields.put("packet", explain.packet().words());
                fields.put("source_port", explain.packet().sourcePort());
                fields.put("length", explain.packet().length());
            }
            case ExplainIke explain -> {
                fields.put("command", "explain-ike");
                fields.put("connection", explain.connection());
            }
            case Reload _ -> fields.put("command", "reload");
            case Stop _ -> fields.put("command", "stop");
        }
        return ControlReply.json(fields);
    }

    private static void put(Map<String, @Nullable Object> fields, String command, Target target) {
        fields.put("command", command);
        fields.put("connection", target.connection());
        if (target.child() != null) {
            fields.put("child", target.child());
        }
        fields.put("timeout", target.timeoutSeconds());
    }
}
