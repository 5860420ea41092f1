package dev.ringswan.gateway.daemon;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** How the gateway writes its log to stderr; one event is one line, but for stack traces. */
public enum LogFormat {
    /** Time, level, message: for people. */
    TEXT {
        @Override
        String line(LogRecord event, String message) {
            return "%1$tF %1$tT.%1$tL %2$s %3$s"
                    .formatted(event.getMillis(), event.getLevel().getName(), message);
        }
    },
    /** For systemd's journal, which has the time already: the priority of sd-daemon(3) in front of each line. */
    JOURNAL {
        @Override
        String line(LogRecord event, String message) {
            String priority = "<" + priority(event.getLevel()) + ">";
            return priority + message.replace("\n", "\n" + priority);
        }
    },
    /** A JSON object a line. */
    JSON_LINES {
        @Override
        String line(LogRecord event, String message) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("time", event.getInstant().toString());
            map.put("level", event.getLevel().getName().toLowerCase(Locale.ROOT));
            map.put("logger", String.valueOf(event.getLoggerName()));
            map.put("message", message);
            try {
                return JSON.std.asString(map);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static final int ERROR = 3;
    private static final int WARNING = 4;
    private static final int INFO = 6;
    private static final int DEBUG = 7;

    abstract String line(LogRecord event, String message);

    /** Of a keyword; without one that for the journal, if stderr goes there, else that for people. */
    public static LogFormat of(@Nullable String keyword, @Nullable String journalStream) {
        return switch (keyword) {
            case null -> journalStream == null ? TEXT : JOURNAL;
            case "text" -> TEXT;
            case "journal" -> JOURNAL;
            case "json" -> JSON_LINES;
            default ->
                throw new IllegalArgumentException("--log-format is text, journal or json, not '" + keyword + "'");
        };
    }

    /** Has everything that is logged from now on written so. */
    public void install() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFormatter(formatter());
        }
    }

    /** For one handler. */
    Formatter formatter() {
        return new Formatter() {
            @Override
            public String format(LogRecord event) {
                return line(event, formatMessage(event) + stackTrace(event.getThrown())) + '\n';
            }
        };
    }

    private static String stackTrace(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return "\n" + text.toString().stripTrailing();
    }

    private static int priority(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return ERROR;
        }
        if (value >= Level.WARNING.intValue()) {
            return WARNING;
        }
        return value >= Level.INFO.intValue() ? INFO : DEBUG;
    }
}
