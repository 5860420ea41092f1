package dev.ringswan.dataplane.sa;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The place of one child SA's current outbound SA: policy points here, and a rekey swaps the SA by one release store.
 *
 * <p><em>Threading:</em> the control thread writes, ingress reads with acquire.
 */
public final class OutboundSlot {
    private static final VarHandle CURRENT;
    private static final VarHandle ACQUIRING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CURRENT = lookup.findVarHandle(OutboundSlot.class, "current", OutboundSa.class);
            ACQUIRING = lookup.findVarHandle(OutboundSlot.class, "acquiring", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int index;
    private final String name;
    private @Nullable OutboundSa current;
    private boolean acquiring;

    /** Made by {@code SaControl.newChild}. */
    public OutboundSlot(int index, String name) {
        this.index = index;
        this.name = name;
    }

    /** Number of the child, dense from 0. */
    public int index() {
        return index;
    }

    public String name() {
        return name;
    }

    /** The SA to send by, or null while there is none. */
    public @Nullable OutboundSa current() {
        return (OutboundSa) CURRENT.getAcquire(this);
    }

    /** Whether this is the first packet that asks for an SA since there was one: one request per gap is enough. */
    public boolean beginAcquire() {
        if ((boolean) ACQUIRING.getOpaque(this)) {
            return false;
        }
        ACQUIRING.setOpaque(this, true);
        return true;
    }

    /** Lets the next packet without an SA ask again. Control thread only. */
    public void endAcquire() {
        ACQUIRING.setOpaque(this, false);
    }

    /** Swaps the SA and returns the one before. Control thread only. */
    @Nullable
    OutboundSa swap(@Nullable OutboundSa next) {
        OutboundSa previous = current;
        CURRENT.setRelease(this, next);
        endAcquire();
        return previous;
    }

    @Override
    public String toString() {
        return "child " + name;
    }
}
