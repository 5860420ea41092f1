package dev.ringswan.gateway;

import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.config.StaticChild;
import dev.ringswan.gateway.config.TunSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Tells what of a new configuration can come into force while the gateway runs.
 *
 * <p>Connections, and policies without a child, can. What was opened at the start cannot: threads, sockets, the TUN device.
 * Static children cannot either, since their sequence numbers must not start again.
 */
final class Reloading {
    private final GatewayConfig running;
    private final List<StaticChildren.Installed> statics;

    /** Compares with what runs. */
    Reloading(GatewayConfig running, List<StaticChildren.Installed> statics) {
        this.running = running;
        this.statics = statics;
    }

    /** What stays as it was until a restart. */
    List<String> needsRestart(GatewayConfig next) {
        List<String> sentences = new ArrayList<>();
        if (!next.gateway().equals(running.gateway())) {
            sentences.add("section gateway has changed");
        }
        TunSettings tun = running.tun();
        if (!next.tun().name().equals(tun.name())
                || next.tun().mtu() != tun.mtu()
                || !next.tun().addresses().equals(tun.addresses())) {
            sentences.add("name, MTU or addresses of the TUN device have changed");
        }
        addChanged(
                "a UDP socket at ",
                next.publicSide().udp(),
                running.publicSide().udp(),
                sentences);
        addChanged(
                "a socket for IKE at ",
                next.publicSide().ike(),
                running.publicSide().ike(),
                sentences);
        addChanged(
                "a socket for ESP at ",
                next.publicSide().esp(),
                running.publicSide().esp(),
                sentences);
        if (!Objects.equals(next.publicSide().xdp(), running.publicSide().xdp())) {
            sentences.add("public.xdp has changed");
        }
        if (!Objects.equals(
                next.publicSide().bypassInterface(), running.publicSide().bypassInterface())) {
            sentences.add("public.bypass_interface has changed");
        }
        if (!sameStatics(next.children())) {
            sentences.add("static children have changed");
        }
        return sentences;
    }

    private static <T> void addChanged(String what, List<T> next, List<T> open, List<String> sentences) {
        for (T one : next) {
            if (!open.contains(one)) {
                sentences.add(what + one + " is new");
            }
        }
        for (T one : open) {
            if (!next.contains(one)) {
                sentences.add(what + one + " is not needed any more, and stays open");
            }
        }
    }

    private boolean sameStatics(List<StaticChild> next) {
        if (next.size() != statics.size()) {
            return false;
        }
        for (int i = 0; i < next.size(); i++) {
            if (!statics.get(i).isOf(next.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The rules of the new configuration, then the static children as they run. */
    List<Policy<OutboundSlot>> firstPolicies(GatewayConfig next) {
        List<Policy<OutboundSlot>> policies = new ArrayList<>(StaticChildren.rules(next));
        statics.forEach(
                installed -> policies.add(Policy.protect(installed.child().selectors(), installed.slot())));
        return policies;
    }
}
