package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.ip.OuterHeaderRules.DontFragmentMode;
import dev.ringswan.dataplane.ip.OuterHeaderRules.EcnMode;

/** Reads what passes between inner and outer header: {@code copy_dscp}, {@code dscp}, {@code copy_ecn}, {@code df}. */
final class OuterHeaderReader {
    /** The key {@code copy_dscp}, in strongSwan's words; inner headers keep their DSCP on the way in. */
    private enum CopyDscp {
        /** From the inner to the outer header. */
        OUT,
        /** The outer header has a DSCP of its own. */
        NO
    }

    private OuterHeaderReader() {}

    static OuterHeaderRules read(SectionReader reader) {
        CopyDscp copyDscp = reader.value("copy_dscp", CopyDscp.OUT, text -> Values.oneOf(CopyDscp.class, text));
        int dscp = reader.value("dscp", 0, text -> Values.integer(text, 0, 63));
        boolean copyEcn = reader.value("copy_ecn", true, Values::bool);
        boolean copyDf = reader.value("copy_df", true, Values::bool);
        DontFragmentMode df = reader.value(
                "df",
                copyDf ? DontFragmentMode.COPY : DontFragmentMode.CLEAR,
                text -> Values.oneOf(DontFragmentMode.class, text));
        if (copyDscp == CopyDscp.OUT && reader.has("dscp")) {
            reader.problemAt("dscp", "needs 'copy_dscp = no'");
        }
        if (reader.has("df") && reader.has("copy_df")) {
            reader.problemAt("copy_df", "and 'df' say the same thing twice: take one of them");
        }
        return new OuterHeaderRules(
                copyDscp == CopyDscp.OUT ? OuterHeaderRules.COPY_DSCP : dscp,
                copyEcn ? EcnMode.NORMAL : EcnMode.COMPATIBILITY,
                df);
    }
}
