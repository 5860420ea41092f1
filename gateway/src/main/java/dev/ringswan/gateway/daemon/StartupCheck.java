package dev.ringswan.gateway.daemon;

import java.util.ArrayList;
import java.util.List;

/** Finds out which flags the JVM was started without. They are all in {@code scripts/jvm.flags}. */
public final class StartupCheck {
    private StartupCheck() {}

    /** A sentence for each missing flag, with the flag; empty when all is well. */
    public static List<String> missingFlags() {
        Module own = StartupCheck.class.getModule();
        Module base = Object.class.getModule();
        List<String> missing = new ArrayList<>();
        if (!base.isOpen("jdk.internal.misc", own)) {
            missing.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED (Agrona's buffers)");
        }
        if (!base.isOpen("com.sun.crypto.provider", own)) {
            missing.add("--add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED (engine jdk-intrinsic)");
        }
        if (!own.isNativeAccessEnabled()) {
            missing.add("--enable-native-access=ALL-UNNAMED (sockets, TUN, engine ipsec-mb)");
        }
        return missing;
    }
}
