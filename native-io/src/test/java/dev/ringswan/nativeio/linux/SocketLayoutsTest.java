package dev.ringswan.nativeio.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringswan.nativeio.Endpoint;
import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.UnionLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a C compiler what it makes of every structure and constant that this package takes from the Linux headers. */
final class SocketLayoutsTest {
    private static final String HEADERS = """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <fcntl.h>
            #include <linux/bpf.h>
            #include <linux/if_link.h>
            #include <linux/if_tun.h>
            #include <linux/if_xdp.h>
            #include <linux/in6.h>
            #include <linux/neighbour.h>
            #include <linux/rtnetlink.h>
            #include <linux/virtio_net.h>
            #include <net/if.h>
            #include <netinet/in.h>
            #include <netinet/udp.h>
            #include <poll.h>
            #include <stddef.h>
            #include <stdio.h>
            #include <sys/eventfd.h>
            #include <sys/ioctl.h>
            #include <sys/mman.h>
            #include <sys/socket.h>
            #include <sys/uio.h>
            // Newer than the headers of some systems.
            #ifndef TUN_F_USO4
            #define TUN_F_USO4 0x20
            #define TUN_F_USO6 0x40
            #endif
            #ifndef VIRTIO_NET_HDR_GSO_UDP_L4
            #define VIRTIO_NET_HDR_GSO_UDP_L4 5
            #endif
            int main(void) {
            """;

    @TempDir
    private Path directory;

    @Test
    void matchesCompiler() throws Exception {
        Map<String, Long> expected = new TreeMap<>();
        for (StructLayout struct : allStructs()) {
            String name = "struct " + struct.name().orElseThrow();
            expected.put("sizeof(" + name + ")", struct.byteSize());
            addOffsets(expected, name, struct, 0);
        }
        for (StructLayout variant : XdpLayouts.BPF_ATTR) {
            addOffsets(expected, "union bpf_attr", variant, 0);
        }
        expected.put("offsetof(struct ifreq, ifr_ifru)", (long) SocketLayouts.IFREQ_VALUE);
        expected.put("CMSG_LEN(sizeof(int)) + 4", (long) MessageTables.TRANSMIT_CONTROL_LENGTH);
        expected.put("CMSG_SPACE(sizeof(int))", (long) MessageTables.TRANSMIT_CONTROL_LENGTH);
        expected.put("IPV6_PMTUDISC_DO", (long) LinuxConstants.IP_PMTUDISC_DO);
        expected.put("IPV6_PMTUDISC_DONT", (long) LinuxConstants.IP_PMTUDISC_DONT);
        addConstants(expected, LinuxConstants.class);
        addConstants(expected, XdpConstants.class);
        addConstants(expected, Errno.class);
        assertThat(expected).hasSizeGreaterThan(100);
        assertThat(compiled(expected)).isEqualTo(expected);
    }

    private static List<StructLayout> allStructs() {
        return Stream.concat(SocketLayouts.ALL.stream(), XdpLayouts.ALL.stream())
                .toList();
    }

    @Test
    void keepsAddressesWithinTheirStride() {
        assertThat(SocketLayouts.SOCKADDR_IN6_SIZE).isLessThanOrEqualTo(Endpoint.SOCKADDR_STRIDE);
        assertThat(Endpoint.of("192.0.2.1", 1).sockaddrLength()).isEqualTo(SocketLayouts.SOCKADDR_IN_SIZE);
        assertThat(Endpoint.of("2001:db8::1", 1).sockaddrLength()).isEqualTo(SocketLayouts.SOCKADDR_IN6_SIZE);
    }

    private static void addOffsets(Map<String, Long> expected, String struct, GroupLayout group, long start) {
        long offset = start;
        for (MemoryLayout member : group.memberLayouts()) {
            if (member.name().isPresent()) {
                expected.put("offsetof(" + struct + ", " + member.name().get() + ")", offset);
            } else if (member instanceof UnionLayout union) {
                addOffsets(expected, struct, union, offset);
            }
            offset += group instanceof StructLayout ? member.byteSize() : 0;
        }
    }

    private static void addConstants(Map<String, Long> expected, Class<?> holder) throws IllegalAccessException {
        for (Field field : holder.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
                expected.put(field.getName(), field.getLong(null));
            }
        }
    }

    private Map<String, Long> compiled(Map<String, Long> expressions) throws IOException, InterruptedException {
        StringBuilder source = new StringBuilder(HEADERS);
        for (String expression : expressions.keySet()) {
            source.append("printf(\"%s=%lld\\n\", \"").append(expression).append("\", (long long) ");
            source.append(expression).append(");\n");
        }
        source.append("return 0;\n}\n");
        Path file = Files.writeString(directory.resolve("layouts.c"), source);
        Optional<String> compiler = compiler();
        assumeTrue(compiler.isPresent(), "SKIPPED: layouts are unchecked, because there is no C compiler (gcc or cc)");
        run(compiler.get(), "-Werror", "-o", "layouts", file.toString());
        Map<String, Long> values = new TreeMap<>();
        for (String line : run(directory.resolve("layouts").toString()).lines().toList()) {
            int separator = line.lastIndexOf('=');
            values.put(line.substring(0, separator), Long.valueOf(line.substring(separator + 1)));
        }
        return values;
    }

    private static Optional<String> compiler() {
        String[] directories = System.getenv().getOrDefault("PATH", "").split(":", -1);
        return Stream.of("gcc", "cc")
                .filter(name -> Stream.of(directories).anyMatch(it -> Files.isExecutable(Path.of(it, name))))
                .findFirst();
    }

    private String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
