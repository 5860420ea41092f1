package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.NativeIoException;

/** Says at start-up, in a sentence, when this process cannot make the system calls of this package. */
final class NativeAccess {
    private NativeAccess() {}

    /** Throws unless the system is Linux with 64-bit pointers and native access is switched on. */
    static void require() {
        String system = System.getProperty("os.name") + ' ' + System.getProperty("os.arch");
        if (!system.equals("Linux amd64") && !system.equals("Linux aarch64")) {
            throw new NativeIoException(
                    "use of Linux ports", 0, "they need Linux on x86-64 or AArch64, and this is " + system + '.');
        }
        Module module = NativeAccess.class.getModule();
        if (!module.isNativeAccessEnabled()) {
            String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
            throw new NativeIoException(
                    "use of Linux ports",
                    0,
                    "the JVM forbids native calls; start it with --enable-native-access=" + name
                            + " (scripts/jvm.flags holds all flags that Ringswan needs).");
        }
    }
}
