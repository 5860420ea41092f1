package dev.ringswan.ike.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Long messages in fragments (RFC 7383): cuts them, and puts together those of one IKE SA and one direction.
 *
 * <pre>
 * payloads   ├───────────┬───────────┬─────┤
 *             SKF 1/3     SKF 2/3     SKF 3/3     each a message of its own, sealed on its own
 * </pre>
 *
 * One message is collected at a time, and only of authentic fragments, so at most {@link Limits#MESSAGE_LENGTH_MAX}
 * bytes and {@link Limits#FRAGMENTS_MAX} fragments are held. Which message IDs are in the window is for the caller to
 * check before; a fragment of another message replaces what was collected.
 *
 * <p><i>Threading:</i> one thread. <i>Ownership:</i> each IKE SA has one for requests and one for responses.
 */
public final class Fragments {
    private static final String WHERE = "SKF";

    private @Nullable IkeHeader header;
    private @Nullable Bytes[] parts = new @Nullable Bytes[0];
    private int count;
    private int length;
    private int firstPayload;

    /** None are collected yet. */
    public Fragments() {
        // Nothing to prepare: the first fragment says how many there will be.
    }

    /**
     * Builds the datagrams of a message: one with SK if that fits, else fragments (RFC 7383 §2.5).
     *
     * @param datagramLengthMax bytes of a datagram, without IP and UDP headers and non-ESP marker
     * @throws IllegalArgumentException if that is too little for {@link Limits#FRAGMENTS_MAX} fragments
     */
    public static List<byte[]> split(PayloadChain chain, int datagramLengthMax, PayloadProtection protection) {
        int length = chain.plaintext().length();
        int whole = SealedMessage.overhead(0, protection) + SealedMessage.paddedLength(length, protection);
        if (whole <= datagramLengthMax) {
            return List.of(SealedMessage.seal(chain, protection));
        }
        int room = datagramLengthMax - SealedMessage.overhead(EncryptedFragmentPayload.FIXED_LENGTH, protection);
        int partLength = Math.floorDiv(room, protection.blockLength()) * protection.blockLength() - 1;
        int total = partLength < 1 ? Integer.MAX_VALUE : Math.ceilDiv(length, partLength);
        if (total > Limits.FRAGMENTS_MAX) {
            throw new IllegalArgumentException("a message of " + whole + " bytes needs more than "
                    + Limits.FRAGMENTS_MAX + " fragments of " + datagramLengthMax + " bytes: allow longer ones");
        }
        List<byte[]> datagrams = new ArrayList<>(total);
        for (int number = 1; number <= total; number++) {
            Bytes part = chain.plaintext().slice((number - 1) * partLength, Math.min(number * partLength, length));
            datagrams.add(SealedMessage.seal(chain, number, total, part, protection));
        }
        return datagrams;
    }

    /**
     * Takes one more fragment (RFC 7383 §2.6). Empty while some are missing, and for one that is not authentic, is there
     * already, or belongs to a coarser cut than the one being collected: the sender cuts finer when it tries smaller
     * datagrams, and then the finer cut replaces the coarser one.
     *
     * @return the payloads, with the last missing fragment
     * @throws InvalidSyntaxException if an authentic fragment is malformed, or all are too long together; nothing is held
     *     of that message any more
     */
    public Optional<PayloadChain> add(SealedMessage fragment, PayloadProtection protection)
            throws InvalidSyntaxException {
        if (!fragment.isFragment()) {
            throw new IllegalArgumentException("not a fragment");
        }
        if (fragment.total() > Limits.FRAGMENTS_MAX || isUseless(fragment)) {
            return Optional.empty();
        }
        Optional<Bytes> part = fragment.plaintext(protection);
        if (part.isEmpty()) {
            return Optional.empty();
        }
        if (!fragment.header().equals(header) || fragment.total() > parts.length) {
            start(fragment);
        }
        keep(fragment, part.get());
        return count == parts.length ? Optional.of(finish(fragment.header())) : Optional.empty();
    }

    /** Forgets what was collected. */
    public void clear() {
        header = null;
        parts = new @Nullable Bytes[0];
        count = 0;
        length = 0;
        firstPayload = PayloadType.NONE;
    }

    /** Seen before anything is decrypted, so that repeated fragments cost little. */
    private boolean isUseless(SealedMessage fragment) {
        return fragment.header().equals(header)
                && (fragment.total() < parts.length
                        || (fragment.total() == parts.length && parts[fragment.number() - 1] != null));
    }

    private void start(SealedMessage fragment) {
        clear();
        header = fragment.header();
        parts = new @Nullable Bytes[fragment.total()];
    }

    private void keep(SealedMessage fragment, Bytes part) throws InvalidSyntaxException {
        if (length + part.length() > PayloadChain.LENGTH_MAX) {
            clear();
            throw new InvalidSyntaxException(
                    WHERE, 0, "fragments of more than " + PayloadChain.LENGTH_MAX + " bytes together");
        }
        parts[fragment.number() - 1] = part;
        count++;
        length += part.length();
        if (fragment.number() == 1) {
            firstPayload = fragment.firstPayload();
        }
    }

    private PayloadChain finish(IkeHeader of) {
        ByteWriter out = new ByteWriter();
        for (Bytes part : parts) {
            if (part != null) {
                out.bytes(part);
            }
        }
        PayloadChain chain = new PayloadChain(of, firstPayload, Bytes.wrap(out.toArray()));
        clear();
        return chain;
    }
}
