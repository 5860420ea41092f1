package dev.ringswan.gateway.daemon;

import dev.ringswan.nativeio.linux.ServiceNotifier;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd that the gateway is ready, that its conductor turns, and that it ends (sd_notify). Whoever hangs is restarted
 * by the watchdog: what proves life is the conductor's own turn.
 *
 * <p><em>Threading:</em> shares the conductor's thread.
 */
final class Readiness implements Agent {
    private final ServiceNotifier notifier;
    private final long intervalNs;
    private final NanoClock clock;
    private boolean ready;
    private long nextNs;

    private Readiness(ServiceNotifier notifier, long intervalNs, NanoClock clock) {
        this.notifier = notifier;
        this.intervalNs = intervalNs;
        this.clock = clock;
    }

    /** Null when the process was not started by a service manager that wants to know. */
    static @Nullable Readiness of(Map<String, String> environment, NanoClock clock) {
        String path = environment.get("NOTIFY_SOCKET");
        return path == null ? null : new Readiness(new ServiceNotifier(path), intervalNs(environment), clock);
    }

    /** Half of what systemd waits for, as it advises; {@link Long#MAX_VALUE} without a watchdog. */
    static long intervalNs(Map<String, String> environment) {
        String process = environment.get("WATCHDOG_PID");
        String micros = environment.get("WATCHDOG_USEC");
        boolean others = process != null
                && !process.equals(String.valueOf(ProcessHandle.current().pid()));
        if (micros == null || others || !micros.matches("[1-9][0-9]{0,14}")) {
            return Long.MAX_VALUE;
        }
        return TimeUnit.MICROSECONDS.toNanos(Long.parseLong(micros)) / 2;
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        if (!ready) {
            ready = notifier.send("READY=1\nSTATUS=the gateway runs");
            nextNs = nowNs;
            return 1;
        }
        if (intervalNs == Long.MAX_VALUE || nowNs - nextNs < 0) {
            return 0;
        }
        if (notifier.send("WATCHDOG=1")) {
            nextNs = nowNs + intervalNs;
        }
        return 1;
    }

    @Override
    public void onClose() {
        notifier.send("STOPPING=1");
        notifier.close();
    }

    @Override
    public String roleName() {
        return "readiness";
    }
}
