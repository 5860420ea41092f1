package dev.ringswan.gateway;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.dataplane.Dataplane;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.gateway.ike.IkeControl;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a gateway has done, at one moment.
 *
 * @param engine name of the crypto engine
 * @param elapsedNs since the gateway was built
 * @param inbound public to private
 * @param outbound private to public
 * @param ikeSuites what protects IKE itself, by connection that is up
 * @param rekeys how often a child got new keys
 * @param ports what befell packets at the ports, by port
 * @param eventsLost reports of the data plane that found their queue full
 */
public record GatewayStatus(
        String engine,
        RunMode mode,
        long elapsedNs,
        TrafficStatus inbound,
        TrafficStatus outbound,
        List<Child> children,
        Map<String, String> ikeSuites,
        long rekeys,
        Map<String, Map<PortEvent, Long>> ports,
        long eventsLost) {

    /** Counters of the two SAs of a child. */
    public record Child(
            String name,
            int inboundSpi,
            TrafficStatus inbound,
            int outboundSpi,
            TrafficStatus outbound,
            long nextSequence) {}

    public GatewayStatus {
        children = List.copyOf(children);
        ikeSuites = Map.copyOf(ikeSuites);
        ports = Map.copyOf(ports);
    }

    static GatewayStatus of(
            GatewayContext context,
            Dataplane dataplane,
            List<StaticChildren.Installed> installed,
            IkeControl ike,
            long elapsedNs) {
        List<Child> children = new ArrayList<>();
        for (StaticChildren.Installed one : installed) {
            children.add(child(one.child().name(), one.inbound(), one.outbound()));
        }
        for (IkeControl.ActivePair pair : ike.pairs()) {
            children.add(child(pair.name(), pair.inbound(), pair.outbound()));
        }
        return new GatewayStatus(
                context.provider().name(),
                context.config().gateway().dataplane().mode(),
                elapsedNs,
                TrafficStatus.of(dataplane.inboundCounters()),
                TrafficStatus.of(dataplane.outboundCounters()),
                children,
                ike.suites(),
                ike.rekeys(),
                portEvents(context),
                dataplane.events().lostCount());
    }

    private static Child child(String name, InboundSa inbound, OutboundSa outbound) {
        return new Child(
                name,
                inbound.spi(),
                TrafficStatus.of(inbound.counters()),
                outbound.spi(),
                TrafficStatus.of(outbound.counters()),
                outbound.nextSequence());
    }

    private static Map<String, Map<PortEvent, Long>> portEvents(GatewayContext context) {
        Map<String, Map<PortEvent, Long>> ports = new LinkedHashMap<>();
        for (int i = 0; i < context.ports().publicPorts().size(); i++) {
            PublicPort port = context.ports().publicPorts().get(i);
            ports.put((port.encapsulated() ? "udp-" : "esp-") + i, events(port.port()));
        }
        ports.put("private", events(context.ports().privatePort()));
        return ports;
    }

    private static Map<PortEvent, Long> events(PacketPort port) {
        Map<PortEvent, Long> events = new EnumMap<>(PortEvent.class);
        for (PortEvent event : PortEvent.values()) {
            long count = port.counters().count(event);
            if (count != 0) {
                events.put(event, count);
            }
        }
        return events;
    }

    /** Packets of both directions that were lost, by reason. */
    public Map<DropReason, Long> drops() {
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        inbound.losses().forEach((reason, count) -> drops.merge(reason, count, Long::sum));
        outbound.losses().forEach((reason, count) -> drops.merge(reason, count, Long::sum));
        return drops;
    }

    /** One JSON object on one line. */
    public String toJson() {
        try {
            return JSON.std.asString(toMap());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same as maps, lists and numbers. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("engine", engine);
        map.put("mode", mode.name().toLowerCase(Locale.ROOT));
        map.put("seconds", elapsedNs / 1e9);
        map.put("inbound", inbound.toMap());
        map.put("outbound", outbound.toMap());
        map.put("drops", TrafficStatus.dropMap(drops()));
        map.put("children", children.stream().map(GatewayStatus::toMap).toList());
        map.put("ike", ikeSuites);
        map.put("rekeys", rekeys);
        Map<String, Object> portMap = new LinkedHashMap<>();
        ports.forEach((name, events) -> {
            Map<String, Object> eventMap = new LinkedHashMap<>();
            events.forEach((event, count) -> eventMap.put(event.name().toLowerCase(Locale.ROOT), count));
            portMap.put(name, eventMap);
        });
        map.put("ports", portMap);
        map.put("events_lost", eventsLost);
        return map;
    }

    private static Map<String, Object> toMap(Child child) {
        Map<String, Object> inbound = new LinkedHashMap<>();
        inbound.put("spi", "0x%08x".formatted(child.inboundSpi));
        inbound.putAll(child.inbound.toMap());
        Map<String, Object> outbound = new LinkedHashMap<>();
        outbound.put("spi", "0x%08x".formatted(child.outboundSpi));
        outbound.putAll(child.outbound.toMap());
        outbound.put("next_sequence", child.nextSequence);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", child.name);
        map.put("in", inbound);
        map.put("out", outbound);
        return map;
    }
}
