package dev.ringswan.gateway.control;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a command ended: on the wire one JSON object on one line, {@code {"ok":true,"messages":["…"], …}}.
 *
 * @param ok whether what was asked for is so now
 * @param messages sentences for people
 * @param details for programs, of text, numbers, booleans, lists and maps
 */
public record ControlReply(boolean ok, List<String> messages, Map<String, @Nullable Object> details) {
    public ControlReply {
        messages = List.copyOf(messages);
    }

    /** It worked. */
    static ControlReply done(String message) {
        return new ControlReply(true, List.of(message), Map.of());
    }

    /** It worked, and this is what was asked for. */
    static ControlReply details(Map<String, @Nullable Object> details) {
        return new ControlReply(true, List.of(), details);
    }

    /** It did not. */
    static ControlReply failed(String reason) {
        return new ControlReply(false, List.of(reason), Map.of());
    }

    /** The line, without its end. */
    public String toJson() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("ok", ok);
        fields.put("messages", messages);
        fields.putAll(details);
        return json(fields);
    }

    /**
     * Reads a line that a gateway has written.
     *
     * @throws IllegalArgumentException when it is none
     */
    static ControlReply parse(String line) {
        try {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>(JSON.std.mapFrom(line));
            Object ok = fields.remove("ok");
            Object messages = fields.remove("messages");
            if (ok instanceof Boolean success && messages instanceof List<?> sentences) {
                return new ControlReply(
                        success, sentences.stream().map(String::valueOf).toList(), fields);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the reply cannot be understood: " + line, e);
        }
        throw new IllegalArgumentException("the reply cannot be understood: " + line);
    }

    static String json(Map<String, @Nullable Object> fields) {
        try {
            return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
