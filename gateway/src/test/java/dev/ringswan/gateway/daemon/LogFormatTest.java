package dev.ringswan.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    private static LogRecord event(Level level) {
        LogRecord event = new LogRecord(level, "{0}: IKE SA is \"up\"");
        event.setParameters(new Object[] {"office"});
        event.setLoggerName("dev.ringswan.ike");
        event.setInstant(Instant.parse("2026-11-24T20:00:00.123Z"));
        return event;
    }

    private static String format(LogFormat format, LogRecord event) {
        return format.formatter().format(event);
    }

    @Test
    void writesALineForPeople() {
        assertThat(format(LogFormat.TEXT, event(Level.INFO)))
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:00\\.123 INFO office: IKE SA is \"up\"\n");
    }

    @Test
    void tellsTheJournalThePriorityOfEachLine() {
        assertThat(format(LogFormat.JOURNAL, event(Level.INFO))).isEqualTo("<6>office: IKE SA is \"up\"\n");
        assertThat(format(LogFormat.JOURNAL, event(Level.FINE))).startsWith("<7>");
        assertThat(format(LogFormat.JOURNAL, event(Level.WARNING))).startsWith("<4>");
        LogRecord defect = event(Level.SEVERE);
        defect.setThrown(new IllegalStateException("broken"));
        assertThat(format(LogFormat.JOURNAL, defect).lines())
                .hasSizeGreaterThan(2)
                .allMatch(line -> line.startsWith("<3>"))
                .contains("<3>java.lang.IllegalStateException: broken");
    }

    @Test
    void writesAnObjectALine() throws Exception {
        LogRecord defect = event(Level.WARNING);
        defect.setThrown(new IllegalStateException("broken"));
        String line = format(LogFormat.JSON_LINES, defect);
        assertThat(line).endsWith("\n").doesNotContainPattern("\n.");
        assertThat(JSON.std.mapFrom(line))
                .containsEntry("time", "2026-11-24T20:00:00.123Z")
                .containsEntry("level", "warning")
                .containsEntry("logger", "dev.ringswan.ike")
                .extractingByKey("message")
                .asString()
                .startsWith("office: IKE SA is \"up\"\njava.lang.IllegalStateException: broken");
    }

    @Test
    void choosesByKeywordThenByWhoListens() {
        assertThat(LogFormat.of(null, null)).isEqualTo(LogFormat.TEXT);
        assertThat(LogFormat.of(null, "8:1234")).isEqualTo(LogFormat.JOURNAL);
        assertThat(LogFormat.of("json", "8:1234")).isEqualTo(LogFormat.JSON_LINES);
        assertThatThrownBy(() -> LogFormat.of("xml", null)).hasMessageContaining("text, journal or json");
    }
}
