package dev.ringswan.ike.api;

import dev.ringswan.ike.wire.Identity;
import java.util.Locale;
import java.util.Optional;

/**
 * Which identities a peer may have: one, some, or any.
 *
 * <pre>
 *  bob.example        that one
 *  *.example          each host name that ends so
 *  *@example          each e-mail address that ends so
 *  O=Example, CN=*    each distinguished name with these attributes in this order, and with any common name
 *  %any               all
 * </pre>
 *
 * The more precise pattern is taken when several connections could be meant. Names of hosts and attributes have no case.
 */
public sealed interface IdentityPattern
        permits IdentityPattern.Any, IdentityPattern.One, IdentityPattern.Suffix, DistinguishedNamePattern {
    /** Whether it is one of them. */
    boolean matches(Identity identity);

    /** The only one there is, if there is only one. */
    default Optional<Identity> single() {
        return Optional.empty();
    }

    /** How much is fixed: of two patterns that match, the one with the higher number is meant. */
    int precision();

    /** All identities. */
    static IdentityPattern any() {
        return new Any();
    }

    /** One identity. */
    static IdentityPattern of(Identity identity) {
        return new One(identity);
    }

    /**
     * What an operator writes, as above; otherwise as {@link Identity#parse}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static IdentityPattern parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty() || trimmed.equals("%any") || trimmed.equals("*")) {
            return any();
        }
        Identity identity = Identity.parse(trimmed.startsWith("*@") ? "email:" + trimmed : trimmed);
        boolean pattern = switch (identity.type()) {
            case Identity.FQDN, Identity.RFC822_ADDRESS -> identity.text().startsWith("*");
            case Identity.DER_ASN1_DN -> DistinguishedNamePattern.hasWildcard(identity);
            default -> false;
        };
        if (!pattern) {
            return of(identity);
        }
        return identity.type() == Identity.DER_ASN1_DN
                ? new DistinguishedNamePattern(identity)
                : new Suffix(identity.type(), identity.text().substring(1).toLowerCase(Locale.ROOT));
    }

    /** All identities. */
    record Any() implements IdentityPattern {
        @Override
        public boolean matches(Identity identity) {
            return true;
        }

        @Override
        public int precision() {
            return 0;
        }

        @Override
        public String toString() {
            return "%any";
        }
    }

    /** One identity. */
    record One(Identity identity) implements IdentityPattern {
        @Override
        public boolean matches(Identity other) {
            return identity.isSameAs(other);
        }

        @Override
        public Optional<Identity> single() {
            return Optional.of(identity);
        }

        @Override
        public int precision() {
            return 2;
        }

        @Override
        public String toString() {
            return identity.toString();
        }
    }

    /** Host names or e-mail addresses that end so. */
    record Suffix(int type, String suffix) implements IdentityPattern {
        @Override
        public boolean matches(Identity identity) {
            String text = identity.type() == type ? identity.text().toLowerCase(Locale.ROOT) : "";
            return text.length() > suffix.length() && text.endsWith(suffix);
        }

        @Override
        public int precision() {
            return 1;
        }

        @Override
        public String toString() {
            return "*" + suffix;
        }
    }
}
