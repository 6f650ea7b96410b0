package io.github.basicallocator.benchmarks.footprint;

import io.github.basicallocator.benchmarks.peers.Peer;
import java.util.Arrays;

/** Writes down live and resident bytes, against a baseline that is taken when it is made. */
final class Observer {
  private final long[] live;
  private final long[] resident;
  private final long baseline;
  private int count;

  Observer(int moments) {
    live = new long[moments];
    resident = new long[moments];
    ResidentMemory.now();
    ResidentMemory.resetPeak();
    baseline = ResidentMemory.now();
  }

  void look(long liveBytes) {
    live[count] = liveBytes;
    resident[count++] = ResidentMemory.now() - baseline;
  }

  Residence result(Peer peer, String program, int copies, long peakLive) {
    long seen = Arrays.stream(resident).max().orElse(0);
    return new Residence(
        peer.name(),
        peer.title(),
        program,
        copies,
        Arrays.copyOf(live, count),
        Arrays.copyOf(resident, count),
        peakLive,
        Math.max(seen, ResidentMemory.peak() - baseline));
  }
}
