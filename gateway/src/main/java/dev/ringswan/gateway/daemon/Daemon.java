package dev.ringswan.gateway.daemon;

import dev.ringswan.gateway.Gateway;
import dev.ringswan.gateway.GatewayContext;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.control.ControlServer;
import dev.ringswan.gateway.metrics.MetricsServer;
import dev.ringswan.gateway.sequence.SequenceStore;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.linux.LinuxPorts;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A running gateway: its devices, its store, its threads. Closing stops the threads, writes the counters a last time, wipes the
 * keys, takes the devices away, and hangs up on operators, in this order.
 *
 * <p><em>Threading:</em> any thread may close, also the one of a signal; closing twice does nothing.
 */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Daemon.class.getName());
    /** What follows soon, like the next message of a negotiation, is heard after so long. */
    private static final long SLEEP_MIN_NS = TimeUnit.MILLISECONDS.toNanos(5);
    /** What comes out of the blue is heard after so long at most: an idle gateway turns 25 times a second. */
    private static final long SLEEP_MAX_NS = TimeUnit.MILLISECONDS.toNanos(40);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final DefectLog defects = new DefectLog();

    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final LinuxDevices devices;
    private final @Nullable SequenceStore store;
    private final Gateway gateway;
    private final StatusReporter reporter;
    private final ControlServer control;
    private final @Nullable MetricsServer metrics;
    private final AgentThreads threads;
    private boolean closed;

    /**
     * Opens everything and starts.
     *
     * @param provider the engine, chosen and self-tested
     * @param out where status lines go
     * @throws IllegalArgumentException when the configuration cannot be brought into force
     * @throws NativeIoException when the system refuses a device
     */
    public Daemon(GatewayConfig config, AeadProvider provider, DaemonOptions options, PrintStream out) {
        devices = new LinuxDevices(config);
        @Nullable Gateway builtGateway = null;
        SequenceStore openedStore = null;
        MetricsServer metricsServer = null;
        try {
            Path directory = config.gateway().sequenceStore();
            openedStore = directory == null ? null : SequenceStore.open(directory);
            builtGateway = new Gateway(new GatewayContext(
                    config,
                    provider,
                    devices.ports(),
                    devices.ikePorts(),
                    openedStore,
                    options.ivReuseAccepted(),
                    LinuxPorts::pathMtu,
                    SystemNanoClock.INSTANCE,
                    new SecureRandom(),
                    new SecureRandom(),
                    this::onError));
            gateway = builtGateway;
            Endpoint metricsAddress = config.gateway().metrics();
            metricsServer = metricsAddress == null ? null : new MetricsServer(metricsAddress, gateway);
            control = new ControlServer(
                    options.controlSocket(),
                    gateway,
                    () -> devices.withRoutes(ConfigLoader.load(options.configFile())),
                    stopped::countDown,
                    SystemNanoClock.INSTANCE);
        } catch (RuntimeException e) {
            if (metricsServer != null) {
                metricsServer.close();
            }
            if (builtGateway != null) {
                builtGateway.close();
            }
            if (openedStore != null) {
                openedStore.close();
            }
            devices.close();
            throw e;
        }
        LOG.log(Level.INFO, "offloads of the kernel: {0}", devices.offloads());
        LOG.log(
                Level.INFO,
                "packet path: {0}",
                AgentThreads.describe(
                        config.gateway().dataplane(), Runtime.getRuntime().availableProcessors()));
        store = openedStore;
        metrics = metricsServer;
        reporter = new StatusReporter(gateway, options, out, SystemNanoClock.INSTANCE);
        gateway.outboundWakeup(devices.privatePoller()::wakeup);
        threads = new AgentThreads(this::onError);
        threads.startDirection(gateway.inboundAgents(), devices.publicPoller());
        threads.startDirection(gateway.outboundAgents(), devices.privatePoller());
        threads.start(new CompositeAgent(conductorAgents()), sleeping());
        threads.start(control, sleeping());
    }

    private static IdleStrategy sleeping() {
        return new BackoffIdleStrategy(0, 0, SLEEP_MIN_NS, SLEEP_MAX_NS);
    }

    private List<Agent> conductorAgents() {
        List<Agent> agents = new ArrayList<>(List.of(control.operator(), gateway.conductor(), reporter));
        if (metrics != null) {
            agents.add(metrics.agent());
        }
        Readiness readiness = Readiness.of(System.getenv(), SystemNanoClock.INSTANCE);
        if (readiness != null) {
            agents.add(readiness);
        }
        return agents;
    }

    /** A broken device ends the gateway; anything else is a defect that is logged. */
    private void onError(Throwable error) {
        if (error instanceof NativeIoException e) {
            if (failure.compareAndSet(null, String.valueOf(e.getMessage()))) {
                stopped.countDown();
            }
            return;
        }
        defects.write(error, System.nanoTime());
    }

    /**
     * Waits until a device breaks, an operator ends the gateway, or until {@link #close}.
     *
     * @return what broke, or null
     */
    public @Nullable String awaitStop() throws InterruptedException {
        stopped.await();
        return failure.get();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (metrics != null) {
            metrics.close();
        }
        threads.close();
        reporter.writeFile();
        gateway.close();
        if (store != null) {
            store.close();
        }
        devices.close();
        control.close();
        stopped.countDown();
    }
}
