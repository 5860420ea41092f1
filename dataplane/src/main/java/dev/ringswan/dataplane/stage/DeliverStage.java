package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.dataplane.sa.Sa;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is still alive to its port and counts every packet of the burst: the one place where packets are counted, so that
 * each counter has one writer.
 */
public final class DeliverStage implements Stage {
    private final TrafficCounters totals;
    private final PacketPort[] ports;
    private final @Nullable PacketPort returnPort;
    private final @Nullable PacketPort bypassPort;

    /**
     * Makes the stage.
     *
     * @param ports where packets go, by {@link Sa#portVerdict}
     * @param returnPort where ICMP answers go; null where none are made
     * @param bypassPort where policy's bypass goes; null to end such packets
     */
    public DeliverStage(
            TrafficCounters totals,
            PacketPort[] ports,
            @Nullable PacketPort returnPort,
            @Nullable PacketPort bypassPort) {
        this.totals = totals;
        this.ports = ports;
        this.returnPort = returnPort;
        this.bypassPort = bypassPort;
    }

    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        int count = packets.count();
        int aliveCount = 0;
        boolean asides = false;
        boolean severalPorts = false;
        long byteCount = 0;
        Sa lastSa = null;
        int saPackets = 0;
        long saBytes = 0;
        for (int i = 0; i < count; i++) {
            byte verdict = packets.verdict(i);
            if (verdict != PacketBurst.FORWARD) {
                asides |= verdict < 0;
                countEnded(burst, i, verdict);
                continue;
            }
            Sa sa = burst.sa(i);
            if (sa != lastSa) {
                if (lastSa != null) {
                    lastSa.counters().add(saPackets, saBytes);
                    byteCount += saBytes;
                }
                lastSa = sa;
                saPackets = 0;
                saBytes = 0;
                severalPorts |= sa != null && sa.portVerdict() != PacketBurst.FORWARD;
            }
            saPackets++;
            saBytes += burst.innerLength(i);
            aliveCount++;
        }
        if (lastSa != null) {
            lastSa.counters().add(saPackets, saBytes);
            byteCount += saBytes;
        }
        totals.add(aliveCount, byteCount);
        if (asides) {
            transmitAsides(burst);
        }
        if (severalPorts) {
            transmitBySa(burst);
        } else if (aliveCount != 0 && ports[0].transmit(packets, PacketBurst.FORWARD) != aliveCount) {
            countUnsent(burst, PacketBurst.FORWARD);
        }
    }

    private void countEnded(EspBurst burst, int i, byte verdict) {
        int code = verdict == EspBurst.RETURN ? DropReason.TOO_BIG.code() : verdict;
        if (code > 0) {
            totals.drops().increment(code);
            Sa sa = burst.sa(i);
            if (sa != null) {
                sa.counters().drops().increment(code);
            }
        }
    }

    private void transmitAsides(EspBurst burst) {
        PacketBurst packets = burst.packets();
        if (returnPort != null) {
            returnPort.transmit(packets, EspBurst.RETURN); // an ICMP answer that finds no room was a courtesy
        }
        int bypassCount = 0;
        for (int i = 0; i < packets.count(); i++) {
            if (packets.verdict(i) == EspBurst.BYPASS) {
                bypassCount++;
                totals.add(1, packets.length(i));
            }
        }
        if (bypassCount != 0 && bypassPort != null && bypassPort.transmit(packets, EspBurst.BYPASS) != bypassCount) {
            countUnsent(burst, EspBurst.BYPASS);
        }
    }

    private void transmitBySa(EspBurst burst) {
        PacketBurst packets = burst.packets();
        for (int i = 0; i < packets.count(); i++) {
            Sa sa = burst.sa(i);
            if (burst.isAlive(i) && sa != null) {
                packets.verdict(i, sa.portVerdict());
            }
        }
        for (int port = 0; port < ports.length; port++) {
            byte verdict = Sa.portVerdict(port);
            ports[port].transmit(packets, verdict);
            countUnsent(burst, verdict);
        }
    }

    /** Takes back what was counted as sent and was not. */
    private void countUnsent(EspBurst burst, byte verdict) {
        PacketBurst packets = burst.packets();
        for (int i = 0; i < packets.count(); i++) {
            if (packets.verdict(i) != verdict) {
                continue;
            }
            burst.drop(i, DropReason.TRANSMIT);
            Sa sa = burst.sa(i);
            int length = sa == null ? packets.length(i) : burst.innerLength(i);
            totals.add(-1, -length);
            totals.drops().increment(DropReason.TRANSMIT.code());
            if (sa != null) {
                sa.counters().add(-1, -length);
                sa.counters().drops().increment(DropReason.TRANSMIT.code());
            }
        }
    }
}
