package dev.ringswan.dataplane.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.nativeio.testing.Seeds;
import java.net.InetAddress;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrafficSelectorTest {
    private static final int[] PROTOCOLS = {0, 1, 6, 17, 47, 50, 58, 132, 135, 255};

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "10.1.0.0/16;             10.1.0.0;    10.1.255.255;    0;   0;     65535",
                "10.1.0.5-10.1.0.9;       10.1.0.5;    10.1.0.9;        0;   0;     65535",
                "10.0.0.0/8[tcp/80];      10.0.0.0;    10.255.255.255;  6;   80;    80",
                "192.0.2.1/32[udp/1000-2000]; 192.0.2.1; 192.0.2.1;     17;  1000;  2000",
                "192.0.2.1/32[gre];       192.0.2.1;   192.0.2.1;       47;  0;     65535",
                "192.0.2.1/32[89];        192.0.2.1;   192.0.2.1;       89;  0;     65535",
                "0.0.0.0/0;               0.0.0.0;     255.255.255.255; 0;   0;     65535",
                "0.0.0.0/0[icmp/8];       0.0.0.0;     255.255.255.255; 1;   2048;  2303",
                "0.0.0.0/0[icmp/8(0)];    0.0.0.0;     255.255.255.255; 1;   2048;  2048",
                "0.0.0.0/0[icmp/3-5];     0.0.0.0;     255.255.255.255; 1;   768;   1535",
                "0.0.0.0/0[icmp/3(1)-3(4)]; 0.0.0.0;   255.255.255.255; 1;   769;   772",
                "0.0.0.0/0[tcp/opaque];   0.0.0.0;     255.255.255.255; 6;   65535; 0",
                "0.0.0.0/0[any/opaque];   0.0.0.0;     255.255.255.255; 0;   65535; 0",
                "2001:db8::/32[icmpv6/128]; 2001:db8::; 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff; 58; 32768; 33023",
                "::/0;                    ::;          ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff; 0; 0; 65535",
            })
    void parsesAndPrints(String text, String start, String end, int protocol, int portStart, int portEnd) {
        TrafficSelector selector = TrafficSelector.parse(text);
        assertThat(selector)
                .isEqualTo(new TrafficSelector(
                        InetAddress.ofLiteral(start), InetAddress.ofLiteral(end), protocol, portStart, portEnd));
        assertThat(selector).hasToString(text);
    }

    @Test
    void acceptsOtherWaysToWriteTheSame() {
        assertThat(TrafficSelector.parse(" 192.0.2.1 ")).hasToString("192.0.2.1/32");
        assertThat(TrafficSelector.parse("10.1.2.3/16")).hasToString("10.1.0.0/16");
        assertThat(TrafficSelector.parse("2001:DB8:0:0::1[ipv6-icmp]")).hasToString("2001:db8::1/128[icmpv6]");
        assertThat(TrafficSelector.parse("10.0.0.0-10.0.0.255[any/any]")).hasToString("10.0.0.0/24");
    }

    @Test
    void keepsMappedAddressesIpv6() {
        TrafficSelector selector = TrafficSelector.parse("::/0");
        TrafficSelector mapped = new TrafficSelector(
                Addresses.of(6, 0, 0xFFFF_0000_0000L), Addresses.of(6, 0, 0xFFFF_FFFF_FFFFL), 0, 0, 65_535);
        assertThat(mapped.family()).isEqualTo(selector.family()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "10.1.0.0/33;           '33' is not a prefix length: write a number from 0 to 32",
                "10.1.0.0/;             '' is not a prefix length",
                "10.1.0/16;             '10.1.0' is not an address: write 192.0.2.1",
                "10.1.0.256;            '10.1.0.256' is not an address",
                "010.1.0.1;             '010.1.0.1' is not an address",
                "example.org;           (names are not looked up)",
                "10.0.0.9-10.0.0.5;     ends before it starts: swap the two",
                "10.0.0.9-::1;          mixes IPv4 and IPv6",
                "fe80::1%eth0;          without zone",
                "1:2:3;                 is not an IPv6 address",
                "::ffff:10.0.0.1;       IPv4 addresses as 192.0.2.1",
                "10.0.0.0/8[tcp/80;     the bracket is not closed",
                "10.0.0.0/8[tpc/80];    'tpc' is not a protocol: write its number or one of [any, gre, icmp",
                "10.0.0.0/8[256];       '256' is not a protocol",
                "10.0.0.0/8[tcp/65536]; '65536' is not a port: write a number from 0 to 65535",
                "10.0.0.0/8[tcp/http];  'http' is not a port",
                "10.0.0.0/8[tcp/9-5];   ports 9-5 are not a range",
                "10.0.0.0/8[any/80];    need a protocol: write [tcp/80]",
                "10.0.0.0/8[icmp/256];  '256' is not a type",
                "10.0.0.0/8[icmp/8(0];  '8(0' is not type(code)",
                "\"\";                  '' is not an address",
            })
    void saysWhatIsWrong(String text, String hint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrafficSelector.parse(text))
                .withMessageStartingWith("traffic selector '" + text + "': ")
                .withMessageContaining(hint);
    }

    @Test
    void readsBackWhatItPrints() {
        Seeds.forEach(5_000, (seed, random) -> {
            int family = random.nextBoolean() ? 4 : 6;
            long mask = family == 4 ? 0xFFFF_FFFFL : -1;
            long high = family == 4 ? 0 : random.nextLong() & zeroGroups(random);
            long low = random.nextLong() & zeroGroups(random) & mask;
            int hostBits = random.nextInt(family == 4 ? 33 : 64);
            long hostMask = (1L << hostBits) - 1;
            long startLow = random.nextBoolean() ? low & ~hostMask : low;
            int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
            int portStart = protocol == 0 || random.nextInt(3) == 0 ? 0 : random.nextInt(65_536);
            int portEnd = portStart == 0 ? 65_535 : random.nextInt(portStart, 65_536);
            TrafficSelector selector = new TrafficSelector(
                    Addresses.of(family, high, startLow),
                    Addresses.of(family, high, startLow | hostMask),
                    protocol,
                    portStart,
                    portEnd);
            assertThat(TrafficSelector.parse(selector.toString())).isEqualTo(selector);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"::", "::1", "1::", "2001:db8::1", "1:0:0:2::3", "0:1:2:3:4:5:6:7", "1:2:3:4:5:6:7:0", "1::8"})
    void printsCanonicalIpv6(String text) {
        InetAddress address = InetAddress.ofLiteral(text);
        assertThat(Addresses.format(address)).isEqualTo(text);
    }

    @Test
    void rejectsListsThatAreEmptyOrEndless() {
        assertThatThrownBy(() -> new TrafficSelectors(List.of(), List.of(TrafficSelector.parse("::/0"))))
                .hasMessageContaining("0 local traffic selectors: 1 to 255 are needed");
    }

    @Test
    void knowsProtocolsByName() {
        assertThat(TrafficSelector.parse("::/0[mh/1]").portStart()).isEqualTo(0x100);
        assertThat(TrafficSelector.parse("::/0[sctp]").protocol()).isEqualTo(IpProtocol.SCTP);
    }

    /** A mask that leaves some of the four 16-bit groups zero. */
    private static long zeroGroups(RandomGenerator random) {
        long mask = 0;
        for (int group = 0; group < 4; group++) {
            mask = (mask << 16) | (random.nextBoolean() ? 0xFFFF : 0);
        }
        return mask;
    }
}
