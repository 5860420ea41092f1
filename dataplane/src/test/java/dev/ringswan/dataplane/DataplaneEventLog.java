package dev.ringswan.dataplane;

import dev.ringswan.dataplane.event.DataplaneListener;
import dev.ringswan.dataplane.event.Direction;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.testing.Hex;
import java.util.ArrayList;
import java.util.List;

/** Writes down what the data plane reports, one line an event. */
public final class DataplaneEventLog implements DataplaneListener {
    private final List<String> lines = new ArrayList<>();

    /** The events since the last call. */
    public List<String> take() {
        List<String> result = List.copyOf(lines);
        lines.clear();
        return result;
    }

    @Override
    public void onSoftLimit(Direction direction, int spi) {
        lines.add("soft " + direction + " " + Integer.toHexString(spi));
    }

    @Override
    public void onHardLimit(Direction direction, int spi) {
        lines.add("hard " + direction + " " + Integer.toHexString(spi));
    }

    @Override
    public void onAcquire(int childIndex) {
        lines.add("acquire " + childIndex);
    }

    @Override
    public void onPeerMoved(int spi, Endpoint newPeer) {
        lines.add("moved " + Integer.toHexString(spi) + " " + newPeer);
    }

    @Override
    public void onProbeAnswered(int spi, int target, int number, long receivedNs) {
        lines.add("probe " + Integer.toHexString(spi) + " " + target + " " + number + " " + receivedNs);
    }

    @Override
    public void onControlDatagram(int portIndex, Endpoint source, byte[] datagram) {
        lines.add("control " + portIndex + " " + source + " " + Hex.of(datagram));
    }
}
