package dev.ringswan.gateway.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.PolicyTable;
import dev.ringswan.dataplane.sa.GracePeriod;
import dev.ringswan.dataplane.sa.InboundSaTable;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaControl;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.IkeSettings;
import dev.ringswan.gateway.config.PublicSettings;
import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.SaDescription;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.wire.TrafficSelector;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of SAs that the data plane cannot have. */
class NegotiatedChildrenTest {
    private static final int CAPACITY = 4;

    private final IkeSettings settings = ConnectionKeeperTest.settings("");
    private final PolicyTable<OutboundSlot> policies = new PolicyTable<>();
    private final SaControl control = new SaControl(
            new InboundSaTable(CAPACITY),
            policies,
            AeadProviders.select("jca"),
            new boolean[] {true},
            new GracePeriod(),
            new GracePeriod(),
            () -> 1,
            new SecureRandom());

    private SaDescription description(int spi) {
        return description(spi, spi, "10.2.0.0");
    }

    /** One of a peer that is a single host. */
    private SaDescription description(int spi, int pairSpi, String peerHost) {
        TrafficSelector host = TrafficSelector.of(InetAddress.ofLiteral(peerHost), InetAddress.ofLiteral(peerHost));
        Connection connection = settings.config().connections().getFirst();
        ChildConfig child = connection.children().getFirst();
        return new SaDescription(
                connection.name(),
                child.name(),
                spi,
                pairSpi,
                child.proposals().getFirst(),
                Secret.copyOf(new byte[36]),
                Secret.copyOf(new byte[0]),
                connection.local().withPort(TransportAddress.NAT_PORT),
                connection.remote().withPort(TransportAddress.NAT_PORT),
                child.localSelectors(),
                List.of(host),
                true,
                false);
    }

    @Test
    void givesBackTheSpiOfWhatCannotBeInstalled() {
        PublicSettings noPorts = new PublicSettings(List.of(), List.of(), List.of(), null, null);
        NegotiatedChildren children = new NegotiatedChildren(settings, noPorts, control, List.of(), new Random(1));
        for (int i = 0; i <= CAPACITY; i++) {
            int spi = control.allocateSpi();
            assertThatThrownBy(() -> children.installInbound(description(spi), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("public");
            // The peer may move before the child is deleted.
            assertThatCode(() -> children.moveOutbound(spi, description(spi).remote()))
                    .doesNotThrowAnyException();
            children.removeInbound(spi);
        }
    }

    @Test
    void stopsNothingOfAPeerThatHasTheSameSpi() {
        PublicSettings port =
                new PublicSettings(List.of(Endpoint.of("192.0.2.1", 4500)), List.of(), List.of(), null, null);
        NegotiatedChildren children = new NegotiatedChildren(settings, port, control, List.of(), new Random(1));
        int sameSpi = 0x1234;
        int first = control.allocateSpi();
        int second = control.allocateSpi();
        children.installInbound(description(first, sameSpi, "10.2.0.1"), 1);
        children.activateOutbound(description(sameSpi, first, "10.2.0.1"));
        children.installInbound(description(second, sameSpi, "10.2.0.2"), 1);
        children.activateOutbound(description(sameSpi, second, "10.2.0.2"));

        assertThat(children.removeOutbound(second)).isPresent();
        assertThat(children.pair(first).use()).isEqualTo(PairReport.Use.CURRENT);
        assertThat(children.removeOutbound(second)).isEmpty();
        assertThat(children.removeOutbound(first)).isPresent();
    }

    @Test
    void sendsOnTheFirstThatIsUpOfThoseWithTheSameSelectors() throws ConfigException {
        IkeSettings two = ConfigLoader.parse(
                        "connections {\n" + tunnel("first", 2) + tunnel("second", 3)
                                + "}\nsecrets {\nike {\nsecret = 0x000102030405060708090a0b0c0d0e0f\n}\n}\n",
                        "test.conf",
                        Path.of("."))
                .ike();
        PublicSettings port =
                new PublicSettings(List.of(Endpoint.of("192.0.2.1", 4500)), List.of(), List.of(), null, null);
        NegotiatedChildren children = new NegotiatedChildren(two, port, control, List.of(), new Random(1));
        assertThat(policies.current().policies())
                .singleElement()
                .satisfies(one -> assertThat(name(one)).isEqualTo("first/any"));

        int second = up(children, two, 1, 0x2222);
        assertThat(sentOn()).isEqualTo(0x2222);
        int first = up(children, two, 0, 0x1111);
        assertThat(sentOn()).isEqualTo(0x1111);

        children.removeOutbound(first);
        children.publish();
        assertThat(sentOn()).isEqualTo(0x2222);
        children.removeOutbound(second);
        children.publish();
        assertThat(policies.current().policies())
                .singleElement()
                .satisfies(one -> assertThat(one.child())
                        .satisfies(slot -> assertThat(slot.current()).isNull()));
    }

    @Test
    void leadsPacketsOfAGroupToTheGroupAlone() throws ConfigException {
        IkeSettings two = ConfigLoader.parse(
                        "connections {\n" + tunnel("first", 2) + tunnel("second", 3)
                                + "}\nsecrets {\nike {\nsecret = 0x000102030405060708090a0b0c0d0e0f\n}\n}\n"
                                + "groups {\ncloud {\nmembers = first/any, second/any\n}\n}\n",
                        "test.conf",
                        Path.of("."))
                .ike();
        PublicSettings port =
                new PublicSettings(List.of(Endpoint.of("192.0.2.1", 4500)), List.of(), List.of(), null, null);
        NegotiatedChildren children = new NegotiatedChildren(two, port, control, List.of(), new Random(1));
        OutboundSlot group = children.slots().group("cloud");
        up(children, two, 0, 0x1111);
        assertThat(policies.current().policies())
                .singleElement()
                .satisfies(one -> assertThat(one.child()).isSameAs(group));
        assertThat(children.slots().child("first", "any").current()).isNotNull();
        assertThat(children.slots().children(group.index()))
                .as("packets that find nobody wait for all members")
                .hasSize(2);
        assertThat(group.beginAcquire()).isTrue();
        children.endAcquire("second");
        assertThat(group.beginAcquire()).as("may ask again").isTrue();

        Connection second = two.config().connections().get(1);
        ChildConfig child = second.children().getFirst();
        InetAddress host = InetAddress.ofLiteral("10.2.0.1");
        int spi = control.allocateSpi();
        SaDescription whole = description(second, child, 0x2222, spi);
        SaDescription narrowed = new SaDescription(
                second.name(),
                child.name(),
                0x2222,
                spi,
                whole.suite(),
                Secret.copyOf(new byte[36]),
                Secret.copyOf(new byte[0]),
                whole.local(),
                whole.remote(),
                child.localSelectors(),
                List.of(TrafficSelector.of(host, host)),
                true,
                false);
        children.installInbound(description(second, child, spi, 0x2222), 1);
        children.activateOutbound(narrowed);
        children.publish();
        assertThat(policies.current().policies())
                .as("nothing leads past the group")
                .singleElement()
                .satisfies(one -> assertThat(one.child()).isSameAs(group));
        assertThat(children.slots().child("second", "any").current()).isNull();

        children.configure(ConnectionKeeperTest.settings(""), List.of());
        assertThat(policies.current().policies()).allMatch(one -> one.child() != group);
    }

    private static String name(Policy<OutboundSlot> policy) {
        return Objects.requireNonNull(policy.child()).name();
    }

    private int sentOn() {
        Policy<OutboundSlot> policy = policies.current().policies().getFirst();
        return Objects.requireNonNull(Objects.requireNonNull(policy.child()).current())
                .spi();
    }

    private int up(NegotiatedChildren children, IkeSettings two, int index, int peerSpi) {
        int spi = control.allocateSpi();
        Connection connection = two.config().connections().get(index);
        ChildConfig child = connection.children().getFirst();
        children.installInbound(description(connection, child, spi, peerSpi), 1);
        children.activateOutbound(description(connection, child, peerSpi, spi));
        children.publish();
        return spi;
    }

    private static SaDescription description(Connection connection, ChildConfig child, int spi, int pairSpi) {
        return new SaDescription(
                connection.name(),
                child.name(),
                spi,
                pairSpi,
                child.proposals().getFirst(),
                Secret.copyOf(new byte[36]),
                Secret.copyOf(new byte[0]),
                connection.local().withPort(TransportAddress.NAT_PORT),
                connection.remote().withPort(TransportAddress.NAT_PORT),
                child.localSelectors(),
                child.remoteSelectors(),
                true,
                false);
    }

    private static String tunnel(String name, int host) {
        return """
                    %s {
                        local_addrs = 192.0.2.1
                        remote_addrs = 192.0.2.%d
                        local {
                            auth = psk
                        }
                        remote {
                            auth = psk
                        }
                        children {
                            any {
                                local_ts = 0.0.0.0/0
                                remote_ts = 0.0.0.0/0
                            }
                        }
                    }
                """.formatted(name, host);
    }
}
