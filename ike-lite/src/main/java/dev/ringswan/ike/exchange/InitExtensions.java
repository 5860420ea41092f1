package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import java.util.List;
import java.util.Optional;

/** What IKE_SA_INIT announces only where it is configured: IKE_INTERMEDIATE, postquantum preshared keys, authorities. */
final class InitExtensions {
    private InitExtensions() {}

    /** Adds to a request what the connection may use. */
    static void offer(List<Payload> payloads, Connection connection) {
        if (connection.proposals().stream().anyMatch(InitExtensions::needsIntermediate)) {
            payloads.add(NotifyPayload.of(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED));
        }
        if (connection.ppk() != null) {
            payloads.add(NotifyPayload.of(NotifyType.USE_PPK));
        }
    }

    /**
     * What goes into a response beyond the usual. Which connection is meant is not yet known: what any of them trusts is
     * asked for.
     *
     * @return whether postquantum preshared keys are used
     */
    static boolean answer(
            ExchangeContext context,
            List<Payload> payloads,
            Message request,
            IkeInput.Datagram datagram,
            TransformSet suite) {
        if (needsIntermediate(suite)) {
            payloads.add(NotifyPayload.of(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED));
        }
        List<ConnectionTable.Group> possible =
                ConnectionChoice.allowing(context.connections().between(datagram), suite);
        boolean usesPpk = request.hasNotification(NotifyType.USE_PPK)
                && possible.stream().anyMatch(ConnectionTable.Group::hasPpk);
        if (usesPpk) {
            payloads.add(NotifyPayload.of(NotifyType.USE_PPK));
        }
        Proofs.certificateRequest(possible.stream()
                        .flatMap(group -> group.certified().stream())
                        .toList())
                .ifPresent(payloads::add);
        return usesPpk;
    }

    /** Additional key exchanges need a peer that knows IKE_INTERMEDIATE (RFC 9370 §2.2.1). */
    static List<TransformSet> possible(Connection connection, Message request) {
        return request.hasNotification(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED)
                ? connection.proposals()
                : connection.proposals().stream()
                        .map(TransformSet::withoutAdditionalKeyExchanges)
                        .flatMap(Optional::stream)
                        .toList();
    }

    static boolean needsIntermediate(TransformSet set) {
        return !set.additionalKeyExchanges().isEmpty();
    }
}
