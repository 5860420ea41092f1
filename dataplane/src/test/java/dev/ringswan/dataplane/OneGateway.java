package dev.ringswan.dataplane;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.TrafficSelector;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * One data plane between two ports that are in the test's hands.
 *
 * <pre>
 *   host ── data plane ── wire          10.1.0.0/16, 2001:db8:1::/48 are behind it, 10.2.0.0/16, 2001:db8:2::/48 beyond
 * </pre>
 */
public final class OneGateway implements AutoCloseable {
    public static final Endpoint LOCAL = Endpoint.of("192.0.2.1", 4500);
    public static final Endpoint REMOTE = Endpoint.of("192.0.2.2", 4500);
    public static final TrafficSelectors SELECTORS = new TrafficSelectors(
            List.of(TrafficSelector.parse("10.1.0.0/16"), TrafficSelector.parse("2001:db8:1::/48")),
            List.of(TrafficSelector.parse("10.2.0.0/16"), TrafficSelector.parse("2001:db8:2::/48")));
    /** Whatever comes, of both families. */
    public static final TrafficSelectors ANYTHING = new TrafficSelectors(
            List.of(TrafficSelector.parse("0.0.0.0/0"), TrafficSelector.parse("::/0")),
            List.of(TrafficSelector.parse("0.0.0.0/0"), TrafficSelector.parse("::/0")));

    public final ScriptedPort wire;
    public final ScriptedPort host = new ScriptedPort(LOCAL);
    public final Dataplane dataplane;
    public final OutboundSlot child;
    public final List<Throwable> defects = new ArrayList<>();
    public final DataplaneEventLog events = new DataplaneEventLog();
    public long nowNs = 1_000_000_000L;

    /** A gateway with a UDP port, no bypass and a child without SAs, to which policy sends {@link #SELECTORS}. */
    public OneGateway(AeadProvider provider, DataplaneConfig config) {
        this(provider, config, true, null);
    }

    /**
     * Makes a gateway.
     *
     * @param encapsulated whether ESP goes in UDP
     * @param bypass where packets in clear go
     */
    public OneGateway(
            AeadProvider provider, DataplaneConfig config, boolean encapsulated, @Nullable ScriptedPort bypass) {
        wire = new ScriptedPort(REMOTE);
        dataplane = new Dataplane(
                config,
                provider,
                new DataplanePorts(List.of(new PublicPort(wire, encapsulated)), host, host, bypass),
                () -> nowNs,
                new SecureRandom(),
                defects::add);
        child = dataplane.control().newChild("child");
        dataplane.control().publishPolicy(List.of(Policy.protect(SELECTORS, child)));
    }

    /** A tunnel-mode SA between {@link #LOCAL} and {@link #REMOTE} for {@link #SELECTORS}. */
    public static SaParameters sa(int spi, EspSuite suite) {
        return SaParameters.of(spi, suite, key(suite, spi), LOCAL, REMOTE, SELECTORS);
    }

    /** The key material of {@link #sa}. */
    public static byte[] key(EspSuite suite, int seed) {
        byte[] key = new byte[suite.keyMaterialLength()];
        new Random(seed).nextBytes(key);
        return key;
    }

    /** Runs every agent until none has anything to do, and takes the events. */
    public void run() throws Exception {
        int work;
        do {
            work = 0;
            for (Agent agent : dataplane.agents()) {
                work += agent.doWork();
            }
        } while (work != 0);
        dataplane.events().poll(events, Integer.MAX_VALUE);
    }

    /** How many packets ended with this reason, both directions together. */
    public long dropped(DropReason reason) {
        return dataplane.inboundCounters().drops().count(reason)
                + dataplane.outboundCounters().drops().count(reason);
    }

    @Override
    public void close() {
        dataplane.close();
    }
}
