package dev.ringswan.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DefectLogTest {
    private static final Logger LOGGER = Logger.getLogger(DefectLog.class.getName());

    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void leave() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    @Test
    void writesALineASecondWhoeverBringsItAbout() {
        DefectLog log = new DefectLog();
        long nowNs = 7;
        for (int i = 0; i < 1_000; i++) {
            log.write(new IllegalStateException("planted"), nowNs);
        }
        assertThat(lines).hasSize(5);
        nowNs += TimeUnit.SECONDS.toNanos(1);
        log.write(new IllegalStateException("planted"), nowNs);
        assertThat(lines).hasSize(6);
        assertThat(lines.getLast()).contains("and 995 more");
    }
}
