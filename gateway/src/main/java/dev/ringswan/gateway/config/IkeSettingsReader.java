package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeTimers;
import dev.ringswan.ike.api.Retransmission;
import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads sections {@code connections} and {@code secrets}. */
final class IkeSettingsReader {
    private final KeyFiles keyFiles;
    private final CredentialFiles files;
    private final SourceAddresses sources;
    private final Retransmission retransmission;

    IkeSettingsReader(
            KeyFiles keyFiles, CredentialFiles files, SourceAddresses sources, Retransmission retransmission) {
        this.keyFiles = keyFiles;
        this.files = files;
        this.sources = sources;
        this.retransmission = retransmission;
    }

    /** What could be understood; the rest is reported. */
    IkeSettings read(@Nullable SectionReader connections, @Nullable SectionReader secrets) {
        try (Secrets read = secrets == null ? Secrets.none() : new SecretsReader(keyFiles, files).read(secrets)) {
            if (connections == null) {
                return IkeSettings.NONE;
            }
            List<ConnectionReader.Result> results = new ArrayList<>();
            for (SectionReader section : connections.sections()) {
                ConnectionReader.Result result = new ConnectionReader(section, read, files, sources).read();
                if (result != null) {
                    results.add(result);
                }
            }
            connections.finish();
            IkeSettings settings = connections.build(() -> settings(results));
            return settings == null ? IkeSettings.NONE : settings;
        }
    }

    private IkeSettings settings(List<ConnectionReader.Result> results) {
        List<Connection> connections =
                results.stream().map(ConnectionReader.Result::connection).toList();
        WeakAlgorithms weak = results.stream().anyMatch(ConnectionReader.Result::weak)
                ? WeakAlgorithms.ALLOWED
                : WeakAlgorithms.REFUSED;
        IkeConfig usual = IkeConfig.of(List.of(), IkeTimers.DEFAULT);
        IkeConfig config = new IkeConfig(
                connections,
                usual.timers().with(retransmission),
                KeyExchanges.standard(weak),
                weak,
                usual.cookieThreshold(),
                usual.halfOpenMax(),
                usual.ikeSasMax(),
                usual.datagramLengthMax());
        return new IkeSettings(
                config,
                results.stream().map(ConnectionReader.Result::settings).toList(),
                results.stream().flatMap(result -> result.children().stream()).toList());
    }
}
