package dev.ringswan.ike.api;

import dev.ringswan.ike.wire.Identity;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Distinguished names in which {@code *} stands for any value of an attribute.
 *
 * @param pattern a distinguished name
 */
record DistinguishedNamePattern(Identity pattern) implements IdentityPattern {
    private static final String WILDCARD = "*";

    /** Whether a distinguished name is a pattern. */
    static boolean hasWildcard(Identity name) {
        for (RDN attribute : attributes(name)) {
            if (isWildcard(attribute)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean matches(Identity identity) {
        if (identity.type() != Identity.DER_ASN1_DN) {
            return false;
        }
        RDN[] expected = attributes(pattern);
        RDN[] found = attributes(identity);
        if (expected.length != found.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            boolean same = isWildcard(expected[i])
                    ? !found[i].isMultiValued()
                            && found[i].getFirst()
                                    .getType()
                                    .equals(expected[i].getFirst().getType())
                    : IETFUtils.rDNAreEqual(expected[i], found[i]);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int precision() {
        return 1;
    }

    @Override
    public String toString() {
        return pattern.toString();
    }

    /** None for what is no distinguished name: a peer may have sent it. */
    private static RDN[] attributes(Identity name) {
        try {
            return X500Name.getInstance(name.data().toArray()).getRDNs();
        } catch (RuntimeException _) {
            return new RDN[0];
        }
    }

    private static boolean isWildcard(RDN attribute) {
        return !attribute.isMultiValued()
                && IETFUtils.valueToString(attribute.getFirst().getValue()).equals(WILDCARD);
    }
}
