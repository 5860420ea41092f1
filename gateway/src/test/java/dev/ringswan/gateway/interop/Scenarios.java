package dev.ringswan.gateway.interop;

import dev.ringswan.gateway.interop.Step.ComesUp;
import dev.ringswan.gateway.interop.Step.Delete;
import dev.ringswan.gateway.interop.Step.Fragmented;
import dev.ringswan.gateway.interop.Step.Liveness;
import dev.ringswan.gateway.interop.Step.NatForgets;
import dev.ringswan.gateway.interop.Step.Pings;
import dev.ringswan.gateway.interop.Step.PingsRecover;
import dev.ringswan.gateway.interop.Step.RekeyChild;
import dev.ringswan.gateway.interop.Step.RekeyChildAtOnce;
import dev.ringswan.gateway.interop.Step.RekeyIke;
import dev.ringswan.gateway.interop.Step.RekeyIkeAtOnce;
import dev.ringswan.gateway.interop.Step.Renewals;
import dev.ringswan.gateway.interop.Step.Restart;
import dev.ringswan.gateway.interop.Step.StreamBegins;
import dev.ringswan.gateway.interop.Step.StreamEnds;
import dev.ringswan.gateway.interop.Step.Up;
import java.util.ArrayList;
import java.util.List;

/** All scenarios. */
final class Scenarios {
    /** A suite for IKE, and one with the same cipher for ESP. */
    private record Suite(String ike, String esp) {}

    private static final List<Suite> SUITES = List.of(
            new Suite("aes256gcm16-prfsha384-ecp384", "aes256gcm16-ecp384"),
            new Suite("aes128gcm16-prfsha256-x25519", "aes128gcm16-x25519"),
            new Suite("aes256-sha256-modp2048", "aes256-sha256-modp2048"),
            new Suite("chacha20poly1305-prfsha256-curve25519", "chacha20poly1305-curve25519"));

    private static final Setup USUAL =
            Setup.of(Authentication.PSK, "aes256gcm16-prfsha384-x25519", "aes256gcm16-x25519");

    private Scenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(matrix());
        all.addAll(fragmentation());
        all.addAll(nat());
        all.addAll(restarts());
        all.addAll(collisions());
        all.addAll(lifetimes());
        all.add(new Scenario("seed", Setup.seed(), seed()));
        return List.copyOf(all);
    }

    private static List<Scenario> matrix() {
        List<Scenario> matrix = new ArrayList<>();
        for (Authentication authentication : Authentication.values()) {
            for (Suite suite : SUITES) {
                for (Side initiator : Side.values()) {
                    String name = "matrix/%s/%s/%s-initiate"
                            .formatted(authentication.label(), suite.ike, initiator.subject());
                    matrix.add(new Scenario(name, Setup.of(authentication, suite.ike, suite.esp), life(initiator)));
                }
            }
        }
        return matrix;
    }

    /** The whole life of a tunnel. */
    private static List<Step> life(Side initiator) {
        return List.of(
                new Up(initiator),
                new Pings(),
                new StreamBegins(),
                new RekeyChild(Side.OURS),
                new RekeyIke(Side.OURS),
                new RekeyChild(Side.THEIRS),
                new RekeyIke(Side.THEIRS),
                new StreamEnds(),
                new Liveness(Side.OURS),
                new Liveness(Side.THEIRS),
                new Delete(Side.OURS),
                new Up(initiator),
                new Pings(),
                new Delete(Side.THEIRS));
    }

    /** The files of the seed ask for no liveness checks of their own. */
    private static List<Step> seed() {
        return List.of(
                new Up(Side.OURS),
                new Pings(),
                new StreamBegins(),
                new RekeyChild(Side.OURS),
                new RekeyIke(Side.OURS),
                new RekeyChild(Side.THEIRS),
                new RekeyIke(Side.THEIRS),
                new StreamEnds(),
                new Liveness(Side.THEIRS),
                new Delete(Side.OURS));
    }

    /** Certificates of three authorities on top of each other, through a router that drops IP fragments. */
    private static List<Scenario> fragmentation() {
        List<Scenario> list = new ArrayList<>();
        for (Side initiator : Side.values()) {
            Setup setup = Setup.of(Authentication.RSA, "aes256gcm16-prfsha384-x25519", "aes256gcm16-x25519")
                    .withIntermediates(3)
                    .with(Nat.NO_FRAGMENTS);
            list.add(new Scenario(
                    "fragmentation/" + initiator.subject() + "-initiate",
                    setup,
                    List.of(new Up(initiator), new Fragmented(), new Pings(), new Delete(initiator))));
        }
        return list;
    }

    private static List<Scenario> nat() {
        List<Scenario> list = new ArrayList<>();
        for (Side hidden : Side.values()) {
            Setup setup = USUAL.with(hidden == Side.OURS ? Nat.HIDES_OURS : Nat.HIDES_THEIRS);
            list.add(new Scenario("nat/hides-" + hidden.label(), setup, life(hidden)));
            list.add(new Scenario(
                    "nat/forgets-" + hidden.label(),
                    setup,
                    List.of(
                            new Up(hidden),
                            new Pings(),
                            new NatForgets(hidden),
                            new PingsRecover(),
                            new StreamBegins(),
                            new RekeyChild(hidden.other()),
                            new RekeyIke(hidden.other()),
                            new StreamEnds(),
                            new Delete(hidden.other()))));
        }
        return list;
    }

    private static List<Scenario> restarts() {
        List<Scenario> list = new ArrayList<>();
        for (Side side : Side.values()) {
            list.add(new Scenario(
                    "restart/" + side.subject() + "-come-back",
                    USUAL,
                    List.of(
                            new Up(Side.OURS),
                            new Pings(),
                            new Restart(side),
                            new Up(side),
                            new Pings(),
                            new Delete(side.other()))));
            list.add(new Scenario(
                    "restart/" + side.other().subject() + "-find-out",
                    USUAL.withSurvivor(side.other()),
                    List.of(
                            new Up(Side.OURS),
                            new Pings(),
                            new Restart(side),
                            new ComesUp(),
                            new Pings(),
                            new Delete(side))));
        }
        return list;
    }

    /** The SAs of one side end after seconds. */
    private static List<Scenario> lifetimes() {
        List<Scenario> list = new ArrayList<>();
        for (Side side : Side.values()) {
            for (Side initiator : Side.values()) {
                list.add(new Scenario(
                        "lifetimes/%s-expire/%s-initiate".formatted(side.label(), initiator.subject()),
                        USUAL.withShortLived(side),
                        List.of(
                                new Up(initiator),
                                new StreamBegins(),
                                new Renewals(6, 3),
                                new StreamEnds(),
                                new Delete(Side.THEIRS))));
            }
        }
        return list;
    }

    private static List<Scenario> collisions() {
        return List.of(new Scenario(
                "collisions",
                USUAL,
                List.of(
                        new Up(Side.OURS),
                        new StreamBegins(),
                        new RekeyChildAtOnce(),
                        new RekeyIkeAtOnce(),
                        new RekeyChildAtOnce(),
                        new RekeyIkeAtOnce(),
                        new StreamEnds(),
                        new Delete(Side.THEIRS))));
    }
}
