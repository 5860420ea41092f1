package dev.ringswan.gateway.config;

import dev.ringswan.ike.crypto.RevocationNames;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads section {@code authorities}: whom to ask about the certificates of an authority. */
final class AuthoritiesReader {
    private AuthoritiesReader() {}

    /** Tells the files about them. */
    static void read(@Nullable SectionReader reader, CredentialFiles files) {
        if (reader == null) {
            return;
        }
        for (SectionReader section : reader.sections()) {
            List<X509Certificate> certificates = section.required("cacert", files::authorities);
            List<String> urls = section.list("ocsp_uris", AuthoritiesReader::url);
            if (section.has("crl_uris")) {
                section.problemAt(
                        "crl_uris",
                        "are not fetched; put the CRL into " + files.layout().revocationLists());
            }
            section.finish();
            if (certificates != null && !urls.isEmpty()) {
                files.responder(certificates.getFirst(), urls.getFirst());
            }
            if (urls.size() > 1) {
                section.warnAt("ocsp_uris", "has several URLs, of which the first is asked");
            }
        }
        reader.finish();
    }

    private static String url(String text) {
        if (!RevocationNames.isUrl(text)) {
            throw new IllegalArgumentException("has URLs with http:// or https://, not '" + text + "'");
        }
        return text;
    }
}
