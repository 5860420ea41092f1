package dev.ringswan.gateway.config;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of section {@code groups}: children to the same networks, of which the fit ones carry the packets.
 *
 * @param members the preferred one first
 * @param intervalNs between two probes of a member; one that is not answered by then is lost
 * @param lossMax so many lost in a row make a member unfit
 * @param holdDownNs a member that was unfit must do well for so long before it is used while another is fit
 */
public record GroupSettings(
        String name, Mode mode, List<Member> members, long intervalNs, int lossMax, long holdDownNs) {
    /** Copies the list. */
    public GroupSettings {
        members = List.copyOf(members);
    }

    /** Which of the fit members carry packets. */
    public enum Mode {
        /** The first in the order of the file. */
        ACTIVE_STANDBY,
        /** All, each flow by one of them. */
        ECMP;

        /** The keyword. */
        public String keyword() {
            return Values.nameOf(this);
        }
    }

    /**
     * A child, and how it is probed.
     *
     * @param path null when only IKE tells whether it is up
     */
    public record Member(
            String connection, String child, @Nullable Path path) {
        /** As {@code connection/child}. */
        public String name() {
            return connection + '/' + child;
        }
    }

    /** From where to where probes go inside the tunnel. */
    public record Path(InetAddress source, InetAddress target) {
        @Override
        public String toString() {
            return source.getHostAddress() + " to " + target.getHostAddress();
        }
    }
}
