package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.nativeio.Endpoint;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code gateway}: how the process works.
 *
 * @param engine {@code auto}, or the name of a crypto engine
 * @param offload whether the kernel moves super-packets and computes checksums where it can
 * @param dataplane threads and limits of the packet path
 * @param sequenceStore directory of reserved sequence numbers; null for none
 * @param controlSocket where operators reach the gateway; null for the default
 * @param metrics where a monitoring system reads metrics; null for nowhere
 */
public record GatewaySettings(
        String engine,
        boolean offload,
        DataplaneConfig dataplane,
        @Nullable Path sequenceStore,
        @Nullable Path controlSocket,
        @Nullable Endpoint metrics) {
    /** What holds where the file says nothing. */
    public static final GatewaySettings DEFAULT =
            new GatewaySettings("auto", true, DataplaneConfig.DEFAULT, null, null, null);

    /** What {@code mode} may be: a mode, or the one that suits the number of processors. */
    private enum Mode {
        AUTO,
        INLINE,
        DIRECT,
        RING;

        RunMode on(int workers) {
            return this == AUTO
                    ? RunMode.automatic(workers, Runtime.getRuntime().availableProcessors())
                    : RunMode.valueOf(name());
        }
    }

    static GatewaySettings read(SectionReader reader, Path directory) {
        DataplaneConfig defaults = DataplaneConfig.DEFAULT;
        String engine = reader.value("engine", DEFAULT.engine, Values::text);
        boolean offload = reader.value("offload", DEFAULT.offload, Values::bool);
        Mode mode = reader.value("mode", Mode.DIRECT, text -> Values.oneOf(Mode.class, text));
        int workers = reader.value(
                "workers", defaults.workerCount(), text -> Values.integer(text, 1, DataplaneConfig.WORKER_COUNT_MAX));
        int ringLength = reader.value("ring_length", defaults.ringLength(), GatewaySettings::ringLength);
        int cellSize = reader.value("cell_size", defaults.cellSize(), GatewaySettings::cellSize);
        int saCapacity = reader.value("sa_capacity", defaults.saCapacity(), GatewaySettings::saCapacity);
        boolean clampMss = reader.value("clamp_mss", defaults.clampMss(), Values::bool);
        Path store = reader.optional("sequence_store", text -> Values.path(directory, text));
        Path controlSocket = reader.optional("control_socket", text -> Values.path(directory, text));
        Endpoint metrics = reader.optional("metrics", Values::endpoint);
        if (metrics != null && metrics.port() == 0) {
            reader.problemAt("metrics", "needs a port, as in 127.0.0.1:9474");
        } else if (metrics != null && !metrics.address().isLoopbackAddress()) {
            reader.warnAt("metrics", "is no loopback address: whoever reaches it can read what the gateway does");
        }
        List<InetAddress> icmpSources = reader.list("icmp_source", Values::address);
        Inet4Address icmpSource4 = only(reader, Inet4Address.class, icmpSources);
        Inet6Address icmpSource6 = only(reader, Inet6Address.class, icmpSources);
        GatewaySettings settings = reader.build(() -> new GatewaySettings(
                engine,
                offload,
                new DataplaneConfig(
                        mode.on(workers),
                        workers,
                        ringLength,
                        cellSize,
                        saCapacity,
                        clampMss,
                        icmpSource4,
                        icmpSource6),
                store,
                controlSocket,
                metrics));
        reader.finish();
        return settings == null ? DEFAULT : settings;
    }

    /** The same with ICMP answers from the addresses of the TUN device, where the file names no source. */
    GatewaySettings withIcmpSourcesOf(TunSettings tun) {
        DataplaneConfig config = dataplane;
        Inet4Address source4 = config.icmpSource4() == null ? first(tun, Inet4Address.class) : config.icmpSource4();
        Inet6Address source6 = config.icmpSource6() == null ? first(tun, Inet6Address.class) : config.icmpSource6();
        return new GatewaySettings(
                engine, offload, config.withIcmpSources(source4, source6), sequenceStore, controlSocket, metrics);
    }

    private static <T extends InetAddress> @Nullable T first(TunSettings tun, Class<T> family) {
        return tun.addresses().stream()
                .map(Prefix::address)
                .filter(family::isInstance)
                .map(family::cast)
                .findFirst()
                .orElse(null);
    }

    private static int ringLength(String text) {
        return powerOfTwo(Values.integer(text, 2, DataplaneConfig.RING_LENGTH_MAX));
    }

    private static int saCapacity(String text) {
        return powerOfTwo(Values.integer(text, 2, 1 << 24));
    }

    private static int powerOfTwo(int value) {
        if (Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException("is a power of two, not " + value);
        }
        return value;
    }

    private static int cellSize(String text) {
        int size = Values.integer(text, 512, 65_536);
        if (size % 64 != 0) {
            throw new IllegalArgumentException("is a multiple of 64, not " + size);
        }
        return size;
    }

    private static <T extends InetAddress> @Nullable T only(
            SectionReader reader, Class<T> family, List<InetAddress> addresses) {
        List<T> found =
                addresses.stream().filter(family::isInstance).map(family::cast).toList();
        if (found.size() > 1) {
            reader.problemAt("icmp_source", "has more than one address of a family");
        }
        return found.isEmpty() ? null : found.getFirst();
    }
}
