package dev.ringswan.gateway.config;

import dev.ringswan.gateway.sequence.KeyFingerprint;
import dev.ringswan.ike.crypto.Secret;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What can be wrong with a child only in the company of the rest of the file. */
final class ChildChecks {
    private static final int IPV4_HEADER_LENGTH = 20;

    private final int saCapacity;
    private final int packetLengthMax;
    private final PublicSettings publicSide;
    private final Map<Integer, String> slotOwners = new HashMap<>();
    private final Map<KeyFingerprint, String> keyOwners = new HashMap<>();

    ChildChecks(int saCapacity, int packetLengthMax, PublicSettings publicSide) {
        this.saCapacity = saCapacity;
        this.packetLengthMax = packetLengthMax;
        this.publicSide = publicSide;
    }

    /** Compares a child with the sections around it and with the children before it. */
    void check(StaticChild child, SectionReader section) {
        checkLocal(child.path(), section);
        checkMtu(child.path(), section);
        checkSlot(child, section);
        checkKey(child, child.security().inbound().key(), section);
        checkKey(child, child.security().outbound().key(), section);
    }

    private void checkLocal(StaticChild.OuterPath path, SectionReader section) {
        if (publicSide.portIndex(path.local()) < 0) {
            boolean udp = path.isUdpEncapsulated();
            Object local = udp ? path.local() : path.local().address().getHostAddress();
            section.problemAt(
                    "local", "is " + local + ", which 'public' does not list under '" + (udp ? "udp" : "esp") + "'");
        }
    }

    /** What the path carries must find room in a cell; the kernel takes the outer IP header away. */
    private void checkMtu(StaticChild.OuterPath path, SectionReader section) {
        if (path.mtu() - IPV4_HEADER_LENGTH > packetLengthMax) {
            section.problemAt(
                    "path_mtu",
                    "is " + path.mtu() + ", but a cell has room for packets of " + packetLengthMax
                            + "; raise gateway.cell_size");
        }
    }

    /** The data plane finds an SA by the low bits of its SPI. */
    private void checkSlot(StaticChild child, SectionReader section) {
        int spi = child.security().inbound().spi();
        String owner = slotOwners.putIfAbsent(spi & (saCapacity - 1), child.name());
        if (owner != null) {
            section.problem("has the inbound SPI 0x%08x, whose low %d bits are those of '%s'; choose another, or raise"
                            .formatted(spi, Integer.numberOfTrailingZeros(saCapacity), owner)
                    + " gateway.sa_capacity");
        }
    }

    private void checkKey(StaticChild child, Secret key, SectionReader section) {
        byte[] material = key.copy();
        String owner = keyOwners.putIfAbsent(KeyFingerprint.of(material), child.name());
        Arrays.fill(material, (byte) 0);
        if (owner != null) {
            section.problem("uses a key of '" + owner + "'; generate one for each direction of each child");
        }
    }
}
