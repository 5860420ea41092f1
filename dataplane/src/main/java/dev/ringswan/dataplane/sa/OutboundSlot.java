package dev.ringswan.dataplane.sa;

import dev.ringswan.dataplane.policy.Flow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The place of one child SA's current outbound SA: policy points here, and a rekey swaps the SA by one release store.
 *
 * <p>The slot of a group has no SA of its own and leads to the slots of its members, by the hash of each flow.
 *
 * <p><em>Threading:</em> the control thread writes, ingress reads with acquire.
 */
public final class OutboundSlot {
    private static final VarHandle CURRENT;
    private static final VarHandle ACQUIRING;
    private static final VarHandle SPREAD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CURRENT = lookup.findVarHandle(OutboundSlot.class, "current", OutboundSa.class);
            ACQUIRING = lookup.findVarHandle(OutboundSlot.class, "acquiring", boolean.class);
            SPREAD = lookup.findVarHandle(OutboundSlot.class, "spread", OutboundSlot[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int index;
    private final String name;
    private @Nullable OutboundSa current;
    private boolean acquiring;
    /** Never changed once it is here, and a power of two long, or empty; null but for a group. */
    private OutboundSlot @Nullable [] spread;

    /** Made by {@code SaControl.newChild}. */
    public OutboundSlot(int index, String name) {
        this.index = index;
        this.name = name;
    }

    /** The slot of a group that has nobody to send by yet. Made by {@code SaControl.newGroup}. */
    static OutboundSlot group(int index, String name) {
        OutboundSlot group = new OutboundSlot(index, name);
        group.spread = new OutboundSlot[0];
        return group;
    }

    /** Number of the child, dense from 0. */
    public int index() {
        return index;
    }

    public String name() {
        return name;
    }

    /** Whether this leads to other slots. */
    public boolean isGroup() {
        return SPREAD.getAcquire(this) != null;
    }

    /** The SA of this child to send by, or null while there is none; always null of a group. */
    public @Nullable OutboundSa current() {
        return (OutboundSa) CURRENT.getAcquire(this);
    }

    /** The SA to send a packet by, or null while there is none: of a group that of the member which the flow belongs to. */
    public @Nullable OutboundSa current(Flow flow) {
        return member(flow).current();
    }

    /** The slot whose SA carries a packet: this one, or of a group the member's; the group itself when it has none. */
    public OutboundSlot member(Flow flow) {
        OutboundSlot[] slots = (OutboundSlot[]) SPREAD.getAcquire(this);
        if (slots == null || slots.length == 0) {
            return this;
        }
        return slots.length == 1 ? slots[0] : slots[flow.hash() & (slots.length - 1)];
    }

    /** Leads to other slots from now on. Control thread only; nobody changes the array any more. */
    void spread(OutboundSlot[] slots) {
        SPREAD.setRelease(this, slots);
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
        return (isGroup() ? "group " : "child ") + name;
    }
}
