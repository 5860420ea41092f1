package dev.ringswan.gateway.simulation;

import dev.ringswan.nativeio.Endpoint;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import org.agrona.collections.LongArrayList;

/** The hosts behind both gateways: they send numbered packets, and know what they got. */
final class Traffic {
    /** One direction. */
    private static final class Flow {
        private final BitSet delivered = new BitSet();
        private final LongArrayList sentAtNs = new LongArrayList();
        private int sent;
        /** The first number that a check of completeness looks at. */
        private int checkedFrom;
    }

    private final World world;
    private final Journal journal;
    private final FaultPlan plan;
    private final SeededRandom random;
    private final InnerPackets packets;
    private final Map<Side, Flow> flows = new EnumMap<>(Side.class);
    private final Map<Side, SimulatedPort> devices = new EnumMap<>(Side.class);
    private boolean stopped;

    Traffic(World world, Journal journal, FaultPlan plan, SeededRandom random) {
        this.world = world;
        this.journal = journal;
        this.plan = plan;
        this.random = random;
        packets = new InnerPackets(plan.seed(), plan.load().lengthMax());
        for (Side side : Side.values()) {
            flows.put(side, new Flow());
            Endpoint device = Endpoint.of("10." + side.number() + ".0.1", 0);
            devices.put(
                    side, new SimulatedPort(device, plan.pace().burstMax(), (_, _, content) -> deliver(side, content)));
        }
    }

    /** The TUN device of a gateway. */
    SimulatedPort device(Side side) {
        return value(devices, side);
    }

    /** Sends a train of packets from a host, and plans the next one. */
    void start(Side side, Runnable wake) {
        world.after(random.between(1, plan.load().intervalNs() * 2), () -> {
            if (stopped) {
                return;
            }
            for (int count = random.between(1, plan.load().trainMax()); count > 0; count--) {
                send(side);
            }
            wake.run();
            start(side, wake);
        });
    }

    /** Ends the sending, so that what is under way can arrive. */
    void stop() {
        stopped = true;
    }

    private void send(Side side) {
        Flow flow = value(flows, side);
        byte[] packet = packets.make(side, flow.sent);
        if (device(side).arrive(device(side).endpoint(), packet)) {
            journal.add(world.nowNs(), side + "'s host sends " + flow.sent, packet, null);
            flow.sentAtNs.addLong(world.nowNs());
            flow.sent++;
        }
    }

    /** Invariants 1 and 2: what comes out was sent, is as it was sent, and comes out once. */
    private void deliver(Side side, byte[] content) {
        Flow flow = value(flows, side.other());
        int number = InnerPackets.number(content);
        journal.add(world.nowNs(), side + "'s host gets " + number, content, null);
        if (number < 0 || number >= flow.sent) {
            throw new SimulationFailure("1: " + side + "'s host got a packet that was never sent: number " + number);
        }
        if (!Arrays.equals(content, packets.make(side.other(), number))) {
            throw new SimulationFailure("1: packet " + number + " of " + side.other() + " was altered on its way");
        }
        if (flow.delivered.get(number)) {
            throw new SimulationFailure("2: " + side + "'s host got packet " + number + " twice");
        }
        flow.delivered.set(number);
    }

    /** From now on packets are looked at by {@link #lost} and {@link #delivered}. */
    void mark() {
        flows.values().forEach(flow -> flow.checkedFrom = flow.sent);
    }

    /** How many packets of a side arrived that were sent since the mark. */
    int delivered(Side from) {
        Flow flow = value(flows, from);
        return flow.delivered.cardinality()
                - flow.delivered.get(0, flow.checkedFrom).cardinality();
    }

    /** How many packets of a side were sent since the mark and have not arrived. */
    int lost(Side from) {
        Flow flow = value(flows, from);
        return flow.sent - flow.checkedFrom - delivered(from);
    }

    /** The first packet of a side that was sent since the mark and has not arrived, for people. */
    String firstLost(Side from) {
        Flow flow = value(flows, from);
        int number = flow.delivered.nextClearBit(flow.checkedFrom);
        return "number %d, sent at %.6f s".formatted(number, flow.sentAtNs.getLong(number) / 1e9);
    }

    /** Whether the last {@code count} packets of a side that were sent {@code ageNs} ago or earlier, and after the mark, have arrived. */
    boolean arrives(Side from, int count, long ageNs) {
        Flow flow = value(flows, from);
        int end = flow.sent;
        while (end > flow.checkedFrom && flow.sentAtNs.getLong(end - 1) > world.nowNs() - ageNs) {
            end--;
        }
        return end - flow.checkedFrom >= count && flow.delivered.nextClearBit(end - count) >= end;
    }

    int sent(Side from) {
        return value(flows, from).sent;
    }

    private static <T> T value(Map<Side, T> map, Side side) {
        T value = map.get(side);
        if (value == null) {
            throw new IllegalStateException("nothing for " + side);
        }
        return value;
    }
}
