package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.ike.negotiate.DefaultProposals;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Proposals in strongSwan's keywords, {@code aes256gcm16-prfsha384-x25519}, both ways. A keyword of a type that is already
 * there adds a choice. What is left out is filled in as strongSwan does it: the PRF of IKE is that of the integrity
 * algorithms, ESP has sequence numbers of 32 bits.
 */
final class ProposalText {
    /** Additional key exchanges (RFC 9370). */
    private static final Pattern ADDITIONAL = Pattern.compile("ke([1-7])_(.+)");

    private static final String NONE = "none";

    /** As {@link DefaultProposals#esp}, with key exchanges, so that a rekey has forward secrecy. */
    private static final List<String> ESP_DEFAULT = List.of(
            "aes256gcm16-aes128gcm16-chacha20poly1305-x25519-ecp384-ecp256-ecp521-modp4096-modp3072-modp2048-esn-noesn",
            "aes256-aes128-sha256-sha384-sha512-x25519-ecp384-ecp256-ecp521-modp4096-modp3072-modp2048-esn-noesn");

    private ProposalText() {}

    /** The proposals of ESP where the file names none. */
    static List<TransformSet> espDefault() {
        return ESP_DEFAULT.stream().map(text -> esp(text, false)).toList();
    }

    /**
     * A proposal for IKE.
     *
     * @param weakAllowed whether SHA-1 and MODP-1024 may be in it
     */
    static TransformSet ike(String text, boolean weakAllowed) {
        List<Transform> transforms = transforms(text, weakAllowed);
        refuse(text, transforms, TransformType.ESN, "'esn' and 'noesn' are for ESP");
        checkCiphers(text, transforms);
        if (!has(transforms, TransformType.PRF)) {
            transforms.addAll(impliedPrfs(transforms));
        }
        if (!has(transforms, TransformType.KEY_EXCHANGE)) {
            throw fault(text, "IKE needs a key exchange: add x25519, for example");
        }
        return sorted(transforms);
    }

    /**
     * A proposal for ESP.
     *
     * @param weakAllowed whether MODP-1024 may be in it
     */
    static TransformSet esp(String text, boolean weakAllowed) {
        List<Transform> transforms = transforms(text, weakAllowed);
        refuse(text, transforms, TransformType.PRF, "a PRF is for IKE");
        checkCiphers(text, transforms);
        if (!has(transforms, TransformType.ESN)) {
            transforms.add(Transform.of(TransformType.ESN, TransformId.ESN_NO));
        }
        TransformSet set = sorted(transforms);
        for (Transform cipher : set.ofType(TransformType.ENCRYPTION)) {
            List<Transform> integrities = set.ofType(TransformType.INTEGRITY);
            if (integrities.isEmpty()) {
                requireSuite(text, keyword(cipher));
            }
            integrities.forEach(integrity -> requireSuite(text, keyword(cipher) + '-' + keyword(integrity)));
        }
        return set;
    }

    /** The keywords of a set, such that {@link #ike} or {@link #esp} make the same set of them. */
    static String format(TransformSet set) {
        return set.transforms().stream().map(ProposalText::keyword).collect(Collectors.joining("-"));
    }

    /** Whether a set has something of SHA-1 or MODP-1024. */
    static boolean isWeak(TransformSet set) {
        return AlgorithmKeyword.ALL.stream()
                .filter(keyword -> keyword.strength() == AlgorithmKeyword.Strength.WEAK)
                .anyMatch(keyword -> set.transforms().contains(keyword.transform()));
    }

    /** Whether a cipher of the set protects integrity itself. */
    static boolean isCombined(Transform cipher) {
        return cipher.id() == TransformId.ENCR_AES_GCM_16 || cipher.id() == TransformId.ENCR_CHACHA20_POLY1305;
    }

    private static List<Transform> transforms(String text, boolean weakAllowed) {
        List<Transform> transforms = new ArrayList<>();
        for (String word : text.split("-", -1)) {
            Transform transform = transform(text, word.strip(), weakAllowed);
            if (!transforms.contains(transform)) {
                transforms.add(transform);
            }
        }
        return transforms;
    }

    private static Transform transform(String text, String word, boolean weakAllowed) {
        Matcher additional = ADDITIONAL.matcher(word);
        if (!additional.matches()) {
            return known(text, word, weakAllowed);
        }
        int type = TransformType.ADDITIONAL_KEY_EXCHANGE_1 - 1 + Integer.parseInt(additional.group(1));
        if (additional.group(2).equals(NONE)) {
            return Transform.of(type, TransformId.KE_NONE);
        }
        Transform method = known(text, additional.group(2), weakAllowed);
        if (method.type() != TransformType.KEY_EXCHANGE) {
            throw fault(text, "'" + additional.group(2) + "' is not a key exchange, as 'ke1_' to 'ke7_' need one");
        }
        return Transform.of(type, method.id());
    }

    private static Transform known(String text, String word, boolean weakAllowed) {
        AlgorithmKeyword keyword =
                find(word).orElseThrow(() -> fault(text, "there is no algorithm '" + word + "' here" + hint(word)));
        if (keyword.strength() == AlgorithmKeyword.Strength.WEAK && !weakAllowed) {
            throw fault(
                    text, "'" + word + "' is weak; take another, or permit it by 'allow_weak = yes' in the connection");
        }
        return keyword.transform();
    }

    private static Optional<AlgorithmKeyword> find(String word) {
        return AlgorithmKeyword.ALL.stream()
                .filter(keyword -> keyword.name().equals(word))
                .findFirst();
    }

    private static String hint(String word) {
        List<String> names =
                AlgorithmKeyword.ALL.stream().map(AlgorithmKeyword::name).toList();
        @Nullable String nearest = NearestName.of(word, names);
        return nearest == null ? "; known are " + String.join(", ", names) : "; did you mean '" + nearest + "'?";
    }

    /** Combined modes and others go into proposals of their own (RFC 7296 §3.3). */
    private static void checkCiphers(String text, List<Transform> transforms) {
        List<Transform> ciphers = ofType(transforms, TransformType.ENCRYPTION);
        long combined = ciphers.stream().filter(ProposalText::isCombined).count();
        boolean integrity = has(transforms, TransformType.INTEGRITY);
        if (ciphers.isEmpty()) {
            throw fault(text, "a cipher is missing: add aes256gcm16, for example");
        }
        if (combined > 0 && combined < ciphers.size()) {
            throw fault(
                    text, "ciphers with and without integrity of their own need two proposals, with a comma between");
        }
        if (combined > 0 && integrity) {
            throw fault(
                    text,
                    keyword(ciphers.getFirst()) + " protects integrity itself: take away the hash, or add 'prf'"
                            + " before it");
        }
        if (combined == 0 && !integrity) {
            throw fault(text, keyword(ciphers.getFirst()) + " needs an integrity algorithm: add sha256, for example");
        }
    }

    /** Of the integrity algorithms; with combined modes there is none, and all good ones will do. */
    private static List<Transform> impliedPrfs(List<Transform> transforms) {
        List<Transform> integrities = ofType(transforms, TransformType.INTEGRITY);
        List<String> names = integrities.isEmpty()
                ? List.of("sha256", "sha384", "sha512")
                : integrities.stream().map(ProposalText::keyword).toList();
        return names.stream()
                .map(name -> find("prf" + name).orElseThrow().transform())
                .toList();
    }

    private static void refuse(String text, List<Transform> transforms, int type, String reason) {
        if (has(transforms, type)) {
            throw fault(text, reason);
        }
    }

    private static void requireSuite(String text, String name) {
        if (Arrays.stream(EspSuite.values()).noneMatch(suite -> suite.keyword().equals(name))) {
            throw fault(text, "the data plane has no " + name);
        }
    }

    /** By type, and in the order of the text within one. */
    private static TransformSet sorted(List<Transform> transforms) {
        return new TransformSet(transforms.stream()
                .sorted(Comparator.comparingInt(Transform::type))
                .toList());
    }

    private static boolean has(List<Transform> transforms, int type) {
        return !ofType(transforms, type).isEmpty();
    }

    private static List<Transform> ofType(List<Transform> transforms, int type) {
        return transforms.stream().filter(transform -> transform.type() == type).toList();
    }

    private static String keyword(Transform transform) {
        if (TransformType.isAdditionalKeyExchange(transform.type())) {
            String prefix = "ke" + (transform.type() - TransformType.ADDITIONAL_KEY_EXCHANGE_1 + 1) + '_';
            return prefix
                    + (transform.id() == TransformId.KE_NONE
                            ? NONE
                            : keyword(Transform.of(TransformType.KEY_EXCHANGE, transform.id())));
        }
        return AlgorithmKeyword.ALL.stream()
                .filter(keyword -> keyword.transform().equals(transform))
                .map(AlgorithmKeyword::name)
                .findFirst()
                .orElseGet(transform::toString);
    }

    private static IllegalArgumentException fault(String text, String message) {
        return new IllegalArgumentException("'" + text + "': " + message);
    }
}
