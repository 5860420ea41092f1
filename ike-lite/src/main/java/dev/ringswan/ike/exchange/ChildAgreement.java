package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.SaDescription;
import dev.ringswan.ike.crypto.ChildKeys;
import dev.ringswan.ike.crypto.KeySchedule;
import dev.ringswan.ike.crypto.Nonces;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.negotiate.Proposals;
import dev.ringswan.ike.negotiate.SelectorNarrowing;
import dev.ringswan.ike.negotiate.Suites;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.KeySeries;
import dev.ringswan.ike.sa.Task;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.Proposal;
import dev.ringswan.ike.wire.ProtocolId;
import dev.ringswan.ike.wire.SaPayload;
import dev.ringswan.ike.wire.Side;
import dev.ringswan.ike.wire.TrafficSelector;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import dev.ringswan.ike.wire.TsPayload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the two sides agree on for a child SA, in IKE_AUTH as in CREATE_CHILD_SA (RFC 7296 §1.2, §1.3, §2.17).
 *
 * @param config the child
 * @param initiator whether we asked for it
 * @param localSpi on which we receive
 * @param remoteSpi on which the peer receives
 * @param proposal as chosen
 * @param initiatorSelectors TSi as agreed
 * @param responderSelectors TSr as agreed
 * @param transport whether both want transport mode (RFC 7296 §1.3.1)
 */
record ChildAgreement(
        ChildConfig config,
        boolean initiator,
        int localSpi,
        int remoteSpi,
        Proposal proposal,
        List<TrafficSelector> initiatorSelectors,
        List<TrafficSelector> responderSelectors,
        boolean transport) {
    private static final int SPI_RESERVED_MAX = 255;

    /** Whether the exchange is IKE_AUTH: then the keys come from IKE_SA_INIT, and proposals have no key exchange. */
    enum Place {
        IKE_AUTH,
        CREATE_CHILD_SA;

        List<TransformSet> proposals(ChildConfig config) {
            return this == CREATE_CHILD_SA
                    ? config.proposals()
                    : config.proposals().stream()
                            .map(TransformSet::withoutKeyExchange)
                            .toList();
        }
    }

    /** SA, TSi, TSr of a request, and what mode is wanted. */
    static List<Payload> offer(Place place, ChildConfig config, int localSpi) {
        return withMode(
                config.transport(),
                Proposals.offer(ProtocolId.ESP, spiBytes(localSpi), place.proposals(config)),
                new TsPayload(Side.INITIATOR, config.localSelectors()),
                new TsPayload(Side.RESPONDER, config.remoteSelectors()));
    }

    /**
     * What a responder agrees to, as yet without an SPI of ours: the candidate that has most in common with the offer, the first one if there are
     * several.
     *
     * @throws ChildRefusal when there is nothing
     */
    static ChildAgreement respond(Place place, List<ChildConfig> candidates, Message request)
            throws InvalidSyntaxException, ChildRefusal {
        ChildAgreement best = null;
        ChildRefusal refusal = null;
        for (ChildConfig candidate : candidates) {
            try {
                ChildAgreement agreement = respond(place, candidate, request);
                best = best == null || agreement.fit() > best.fit() ? agreement : best;
            } catch (ChildRefusal e) {
                // Whose selectors match is meant rather than the others.
                refusal = refusal == null || refusal.notifyType() == NotifyType.TS_UNACCEPTABLE ? e : refusal;
            }
        }
        if (best == null) {
            throw Objects.requireNonNull(refusal);
        }
        return best;
    }

    private static ChildAgreement respond(Place place, ChildConfig config, Message request)
            throws InvalidSyntaxException, ChildRefusal {
        List<TrafficSelector> offeredI = request.selectors(Side.INITIATOR).orElse(List.of());
        List<TrafficSelector> offeredR = request.selectors(Side.RESPONDER).orElse(List.of());
        List<TrafficSelector> ours = SelectorNarrowing.narrow(offeredR, config.localSelectors());
        List<TrafficSelector> theirs = SelectorNarrowing.narrow(offeredI, config.remoteSelectors());
        if (ours.isEmpty() || theirs.isEmpty()) {
            throw new ChildRefusal(
                    NotifyType.TS_UNACCEPTABLE,
                    "traffic selectors have nothing in common: offered " + offeredI + " === " + offeredR
                            + ", configured " + config.remoteSelectors() + " === " + config.localSelectors());
        }
        Proposal proposal =
                chosen(Proposals.choose(ProtocolId.ESP, place.proposals(config), request.required(SaPayload.class)));
        boolean transport = config.transport() && request.hasNotification(NotifyType.USE_TRANSPORT_MODE);
        return new ChildAgreement(config, false, 0, spi(proposal), proposal, theirs, ours, transport);
    }

    /** 2 if all is agreed that is configured, 1 if that is so for one side, 0 if both are narrowed. */
    private int fit() {
        int local = responderSelectors.equals(config.localSelectors()) ? 1 : 0;
        int remote = initiatorSelectors.equals(config.remoteSelectors()) ? 1 : 0;
        return local + remote;
    }

    /** The same with the SPI on which we receive. */
    ChildAgreement withLocalSpi(int spi) {
        return new ChildAgreement(
                config, initiator, spi, remoteSpi, proposal, initiatorSelectors, responderSelectors, transport);
    }

    /**
     * What the response to our offer agrees to.
     *
     * @throws ChildRefusal when the peer refused, or answered what was not offered
     */
    static ChildAgreement accept(Place place, ChildConfig config, int localSpi, Message response)
            throws InvalidSyntaxException, ChildRefusal {
        var error = response.error();
        if (error.isPresent()) {
            throw new ChildRefusal(
                    error.get().messageType(),
                    "the peer answered with " + error.get().label() + "; offered was " + place.proposals(config)
                            + " for " + config.localSelectors() + " === " + config.remoteSelectors());
        }
        Proposal proposal =
                chosen(Proposals.check(ProtocolId.ESP, place.proposals(config), response.required(SaPayload.class)));
        List<TrafficSelector> ours = response.selectors(Side.INITIATOR).orElse(List.of());
        List<TrafficSelector> theirs = response.selectors(Side.RESPONDER).orElse(List.of());
        if (ours.isEmpty()
                || theirs.isEmpty()
                || !SelectorNarrowing.isSubset(ours, config.localSelectors())
                || !SelectorNarrowing.isSubset(theirs, config.remoteSelectors())) {
            throw new ChildRefusal(
                    NotifyType.TS_UNACCEPTABLE,
                    "the peer chose traffic selectors that were not offered: " + ours + " === " + theirs);
        }
        boolean transport = config.transport() && response.hasNotification(NotifyType.USE_TRANSPORT_MODE);
        return new ChildAgreement(config, true, localSpi, spi(proposal), proposal, ours, theirs, transport);
    }

    /** A response that we refuse, although the peer has agreed: its half of the child SA is to go again. */
    static void undo(IkeSa sa, int localSpi, Message response) {
        boolean agreed = !response.all(SaPayload.class).isEmpty()
                || response.header().exchange() == ExchangeType.IKE_FOLLOWUP_KE;
        if (response.error().isEmpty() && agreed) {
            sa.tasks().add(new Task.DeleteRefused(localSpi));
        }
    }

    /** SA, TSi, TSr of the response. */
    List<Payload> payloads() {
        Proposal answer = new Proposal(proposal.number(), ProtocolId.ESP, spiBytes(localSpi), proposal.transforms());
        return withMode(
                transport,
                new SaPayload(List.of(answer)),
                new TsPayload(Side.INITIATOR, initiatorSelectors),
                new TsPayload(Side.RESPONDER, responderSelectors));
    }

    private static List<Payload> withMode(boolean transport, Payload... payloads) {
        List<Payload> all = new ArrayList<>(List.of(payloads));
        if (transport) {
            all.add(NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE));
        }
        return all;
    }

    TransformSet suite() {
        return new TransformSet(proposal.transforms());
    }

    /**
     * Derives the keys, and takes the pair into the IKE SA: we receive on it from now on. The outbound SA is registered.
     *
     * @param keys of the exchange that agreed on it
     * @param rekeys whether it takes the place of another one
     */
    ChildSa install(ExchangeContext context, IkeSa sa, KeySeries keys, boolean rekeys) {
        return install(context, sa, keys.secrets(), keys.nonces(), rekeys);
    }

    /** The same for the child SA of IKE_AUTH, whose keys come from IKE_SA_INIT. */
    ChildSa install(ExchangeContext context, IkeSa sa, Nonces nonces) {
        return install(context, sa, List.of(), nonces, false);
    }

    private ChildSa install(ExchangeContext context, IkeSa sa, List<Secret> shared, Nonces nonces, boolean rekeys) {
        int encryptionLength = Suites.espEncryptionKeyLength(suite());
        int integrityLength =
                Suites.espIntegrityKeyLength(suite(), context.config().weakAlgorithms());
        ChildKeys keys = KeySchedule.childKeys(
                sa.channel().suite().prf(),
                sa.channel().keys().skD(),
                shared,
                nonces,
                encryptionLength,
                integrityLength);
        SaDescription fromInitiator =
                describe(sa, initiator ? remoteSpi : localSpi, keys.initiatorEncryption(), keys.initiatorIntegrity());
        SaDescription fromResponder =
                describe(sa, initiator ? localSpi : remoteSpi, keys.responderEncryption(), keys.responderIntegrity());
        SaDescription inbound = initiator ? fromResponder : fromInitiator;
        SaDescription outbound = initiator ? fromInitiator : fromResponder;
        ChildSa child = new ChildSa(config, inbound, outbound, context.nowNs());
        context.children().install(sa, child, inbound);
        String connection = sa.connection().name();
        context.report(
                rekeys
                        ? new IkeEvent.ChildRekeyed(connection, config.name(), localSpi, remoteSpi, suite().toString())
                        : new IkeEvent.ChildEstablished(
                                connection, config.name(), localSpi, remoteSpi, suite().toString()));
        return child;
    }

    private SaDescription describe(IkeSa sa, int spi, Secret encryptionKey, Secret integrityKey) {
        return new SaDescription(
                sa.connection().name(),
                config.name(),
                spi,
                spi == localSpi ? remoteSpi : localSpi,
                suite(),
                encryptionKey,
                integrityKey,
                sa.local(),
                sa.remote(),
                initiator ? initiatorSelectors : responderSelectors,
                initiator ? responderSelectors : initiatorSelectors,
                sa.isNatDetected(),
                transport);
    }

    /** The key exchange of CREATE_CHILD_SA itself, or 0. */
    int method() {
        return suite().has(TransformType.KEY_EXCHANGE)
                ? suite().single(TransformType.KEY_EXCHANGE).id()
                : 0;
    }

    private static Proposal chosen(Proposals.Choice choice) throws ChildRefusal {
        return switch (choice) {
            case Proposals.Chosen chosen -> {
                TransformSet set = chosen.transforms();
                boolean first = set.ofType(TransformType.KEY_EXCHANGE).stream()
                        .anyMatch(transform -> transform.id() != TransformId.KE_NONE);
                if (!first && !set.additionalKeyExchanges().isEmpty()) {
                    throw new ChildRefusal(
                            NotifyType.NO_PROPOSAL_CHOSEN, "additional key exchanges without a first one: " + set);
                }
                yield chosen.proposal();
            }
            case Proposals.NoMatch nothing -> throw new ChildRefusal(NotifyType.NO_PROPOSAL_CHOSEN, nothing.reason());
        };
    }

    /** The SPI of a proposal for ESP has four bytes, or there would be no proposal. */
    private static int spi(Proposal proposal) throws ChildRefusal {
        int spi = spiOf(proposal.spi());
        if (Integer.compareUnsigned(spi, SPI_RESERVED_MAX) <= 0) {
            throw new ChildRefusal(NotifyType.NO_PROPOSAL_CHOSEN, "the peer's SPI " + spi + " is reserved");
        }
        return spi;
    }

    static int spiOf(Bytes bytes) {
        return ByteBuffer.wrap(bytes.toArray()).getInt();
    }

    static Bytes spiBytes(int spi) {
        return Bytes.of(ByteBuffer.allocate(Integer.BYTES).putInt(spi).array());
    }
}
