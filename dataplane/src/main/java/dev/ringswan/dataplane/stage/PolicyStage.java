package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.event.DataplaneEvents;
import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.dataplane.ip.MssClamp;
import dev.ringswan.dataplane.policy.Flow;
import dev.ringswan.dataplane.policy.PolicySnapshot;
import dev.ringswan.dataplane.policy.PolicyTable;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.nativeio.PacketBurst;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks the SPD what is to happen to each packet of the private side (RFC 4301 §5.1): protect, bypass or discard; what no policy
 * matches is discarded. Packets to be protected get their SA; those too long for its path are fragmented or answered
 * ({@link TooBig}).
 */
public final class PolicyStage implements Stage {
    /** Lookups in a burst, and policies in the table, from which on the lookups are worth preparing. */
    private static final int SCATTERED_MIN = 16;

    private final PolicyTable<OutboundSlot> table;
    private final DataplaneEvents events;
    private final TooBig tooBig;
    private final boolean clampMss;
    private final boolean bypassPossible;
    private final Flow flow = new Flow();

    // What has been decided, and for which selectors.
    private final Flow decided = new Flow();
    private int policy;
    private @Nullable OutboundSa sa;

    private final PolicyLookup lookup = new PolicyLookup();
    /** Lookups that the burst before took: the next one will be much like it. */
    private int decisions;

    /**
     * Makes the stage.
     *
     * @param tooBig deals with packets that their SA cannot carry in one piece
     * @param bypassPossible whether there is a port for packets in clear
     */
    public PolicyStage(
            PolicyTable<OutboundSlot> table,
            DataplaneEvents events,
            TooBig tooBig,
            boolean clampMss,
            boolean bypassPossible) {
        this.table = table;
        this.events = events;
        this.bypassPossible = bypassPossible;
        this.tooBig = tooBig;
        this.clampMss = clampMss;
    }

    @Override
    public void process(EspBurst burst) {
        OutboundSlot injectedTo = burst.injectedTo();
        if (injectedTo != null) {
            processInjected(burst, injectedTo);
            return;
        }
        PolicySnapshot<OutboundSlot> policies = table.current();
        boolean scattered = decisions >= SCATTERED_MIN && policies.count() >= SCATTERED_MIN;
        if (scattered) {
            processScattered(burst, policies);
        } else {
            processRuns(burst, policies);
        }
    }

    /** What the control thread sends by a child of its choice is not asked about. */
    private void processInjected(EspBurst burst, OutboundSlot child) {
        PacketBurst packets = burst.packets();
        OutboundSa chosen = child.current();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            burst.sa(i, null);
            if (!flow.parse(packets, packets.offset(i), packets.length(i))) {
                burst.drop(i, DropReason.MALFORMED);
            } else if (chosen == null) {
                burst.drop(i, DropReason.NO_OUTBOUND_SA);
            } else {
                protect(burst, i, flow, chosen);
            }
        }
    }

    /** Looks policy and SA up once for each run of packets that have the same selectors. */
    private void processRuns(EspBurst burst, PolicySnapshot<OutboundSlot> policies) {
        PacketBurst packets = burst.packets();
        boolean portsMatter = policies.readsPorts();
        decisions = 0;
        int count = packets.count(); // fragments that are appended have been decided already
        for (int i = 0; i < count; i++) {
            burst.sa(i, null);
            if (!flow.parse(packets, packets.offset(i), packets.length(i), portsMatter)) {
                burst.drop(i, DropReason.MALFORMED);
                continue;
            }
            if (decisions == 0 || !flow.hasSelectorsOf(decided)) {
                decide(policies);
            }
            follow(burst, i, flow, policies);
        }
    }

    /** Has all lookups done before it goes through the packets. */
    private void processScattered(EspBurst burst, PolicySnapshot<OutboundSlot> policies) {
        int count = burst.packets().count();
        lookup.look(burst.packets(), policies, policies.readsPorts());
        decisions = 0;
        for (int i = 0; i < count; i++) {
            burst.sa(i, null);
            if (!lookup.isSane(i)) {
                burst.drop(i, DropReason.MALFORMED);
                continue;
            }
            decisions += i == 0 || !lookup.flow(i).hasSelectorsOf(lookup.flow(i - 1)) ? 1 : 0;
            policy = lookup.policy(i);
            sa = lookup.sa(i);
            follow(burst, i, lookup.flow(i), policies);
        }
    }

    private void follow(EspBurst burst, int i, Flow flow, PolicySnapshot<OutboundSlot> policies) {
        if (sa != null) {
            protect(burst, i, flow, sa);
        } else {
            divert(burst, i, flow, policies);
        }
    }

    /** Looks policy and SA up for the packets that have the selectors of this one. */
    private void decide(PolicySnapshot<OutboundSlot> policies) {
        policy = policies.lookup(flow);
        OutboundSlot child = policy == PolicySnapshot.NONE ? null : policies.child(policy);
        sa = child == null ? null : child.current(flow);
        decided.copySelectors(flow);
        decisions++;
    }

    /** Ends a packet that no SA is to carry, or lets it pass. */
    private void divert(EspBurst burst, int i, Flow flow, PolicySnapshot<OutboundSlot> policies) {
        if (policy == PolicySnapshot.NONE) {
            burst.drop(i, DropReason.POLICY_DISCARD);
            return;
        }
        switch (policies.action(policy)) {
            case DISCARD -> burst.drop(i, DropReason.POLICY_DISCARD);
            case BYPASS -> bypass(burst, i, flow, policies.namesPorts());
            case PROTECT -> {
                OutboundSlot child = Objects.requireNonNull(policies.child(policy));
                burst.drop(i, child.isGroup() ? DropReason.NO_MEMBER : DropReason.NO_OUTBOUND_SA);
                events.acquire(child);
            }
        }
    }

    /** Passes a packet in clear, unless it is a piece that may belong to a policy for ports that it does not show (RFC 4301 §7.4). */
    private void bypass(EspBurst burst, int i, Flow flow, boolean portsMatter) {
        if (portsMatter && flow.hidesPorts()) {
            burst.drop(i, DropReason.FRAGMENT);
        } else if (bypassPossible) {
            burst.packets().verdict(i, EspBurst.BYPASS);
        } else {
            burst.drop(i, DropReason.NO_BYPASS_PORT);
        }
    }

    private void protect(EspBurst burst, int i, Flow flow, OutboundSa sa) {
        burst.sa(i, sa);
        if (sa.isTransport()) {
            DropReason refusal = TransportMode.refusal(flow, sa.parameters());
            if (refusal != null) {
                burst.drop(i, refusal);
                return;
            }
        }
        PacketBurst packets = burst.packets();
        int length = flow.totalLength(); // the kernel may have padded the packet
        packets.bounds(i, packets.offset(i), length);
        burst.innerLength(i, length);
        int lengthMax = sa.innerLengthMax();
        if (length > lengthMax) {
            tooBig.handle(burst, i, sa, flow, lengthMax);
        } else if (clampMss && flow.protocol() == IpProtocol.TCP) {
            MssClamp.clamp(packets, packets.offset(i), length, MssClamp.mssMax(flow.family(), lengthMax));
        }
    }
}
