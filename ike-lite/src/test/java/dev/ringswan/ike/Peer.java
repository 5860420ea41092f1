package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.ConnectionStatus;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.SaDescription;
import dev.ringswan.ike.api.SpiAllocator;
import dev.ringswan.ike.crypto.SeededRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/** An endpoint with a data plane that only remembers which SAs there are, and a tray for what it sends. */
final class Peer implements SpiAllocator {
    final SequencedMap<Integer, SaDescription> inbound = new LinkedHashMap<>();
    final SequencedMap<Integer, SaDescription> outbound = new LinkedHashMap<>();
    final Deque<IkeEffect.SendDatagram> sent = new ArrayDeque<>();
    final List<IkeEvent> events = new ArrayList<>();
    final Deque<IkeEffect.AskOcsp> asked = new ArrayDeque<>();
    final List<String> log = new ArrayList<>();
    private final IkeConfig config;
    private final IkeEndpoint endpoint;
    /** SPIs that were handed out and are neither installed nor given back. */
    final Set<Integer> reserved = new LinkedHashSet<>();

    private int nextSpi;

    Peer(IkeConfig config, long seed, int firstSpi) {
        this.config = config;
        nextSpi = firstSpi;
        endpoint = new IkeEndpoint(config, SeededRandom.of(seed), SeededRandom.of(~seed), this);
    }

    /** Whether its data plane has no room left. */
    boolean isFull;

    @Override
    public int allocate() {
        if (isFull) {
            throw new IllegalStateException("all inbound SAs are in use");
        }
        reserved.add(nextSpi);
        return nextSpi++;
    }

    @Override
    public void release(int spi) {
        assertThat(reserved.remove(spi)).as("gave back what was not handed out").isTrue();
    }

    void handle(IkeInput input, long nowNs) {
        handleAndReturn(input, nowNs);
    }

    /** What was carried out. */
    List<IkeEffect> handleAndReturn(IkeInput input, long nowNs) {
        List<IkeEffect> effects = endpoint.handle(input, nowNs);
        effects.forEach(this::carryOut);
        return effects;
    }

    IkeConfig config() {
        return config;
    }

    /** Of the only connection. */
    ConnectionStatus status() {
        return endpoint.status().getFirst();
    }

    boolean isUp(String connection) {
        return endpoint.isUp(connection);
    }

    long nextDeadlineNs() {
        return endpoint.nextDeadlineNs();
    }

    /** The outbound SA in use: the youngest. */
    SaDescription sending() {
        return outbound.lastEntry().getValue();
    }

    /** The children that it receives on, in the order in which they came. */
    List<String> names() {
        return inbound.values().stream().map(SaDescription::child).toList();
    }

    long count(Class<? extends IkeEvent> kind) {
        return events.stream().filter(kind::isInstance).count();
    }

    <T extends IkeEvent> T event(Class<T> kind) {
        return events.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " in " + events));
    }

    boolean reported(Class<? extends IkeEvent> kind) {
        return events.stream().anyMatch(kind::isInstance);
    }

    private void carryOut(IkeEffect effect) {
        switch (effect) {
            case IkeEffect.SendDatagram datagram -> {
                sent.add(datagram);
                log.add(datagram.remote() + " " + hex(datagram.content().toArray()));
                return;
            }
            case IkeEffect.InstallInbound install -> {
                assertThat(inbound.put(install.sa().spi(), install.sa()))
                        .as("installed twice")
                        .isNull();
                assertThat(reserved.remove(install.sa().spi()))
                        .as("installed on an SPI that was not handed out")
                        .isTrue();
            }
            case IkeEffect.ActivateOutbound activate -> {
                assertThat(inbound).as("sends on an SA before it can receive").isNotEmpty();
                assertThat(outbound.put(activate.sa().spi(), activate.sa()))
                        .as("activated twice")
                        .isNull();
            }
            case IkeEffect.MoveOutbound move -> {
                assertThat(inbound).containsKey(move.inboundSpi());
                int spi = Objects.requireNonNull(inbound.get(move.inboundSpi())).pairSpi();
                SaDescription before = Objects.requireNonNull(outbound.get(spi), "moved what is not in use");
                outbound.replace(before.spi(), before.between(before.local(), move.remote()));
            }
            case IkeEffect.RemoveInbound remove ->
                assertThat(inbound.remove(remove.spi()))
                        .as("removed what is not there")
                        .isNotNull();
            case IkeEffect.RemoveOutbound remove -> outbound.remove(remove.spi());
            case IkeEffect.AskOcsp ask -> asked.add(ask);
            case IkeEffect.Report report -> events.add(report.event());
        }
        log.add(effect.toString());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
