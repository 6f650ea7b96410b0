package io.github.basicallocator.benchmarks.footprint;

import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.peers.RawMemory;
import io.github.basicallocator.benchmarks.peers.Slots;
import io.github.basicallocator.benchmarks.peers.Source;
import io.github.basicallocator.benchmarks.workloads.TraceReplay;
import io.github.basicallocator.samples.replay.Trace;

/** Many runs of one recorded program side by side, in one thread, every byte of every block written. */
final class TraceFootprint {
  private static final int MOMENTS = 256;

  /** Operations of one run before it is the next one's turn. */
  private static final int TURN = 16;

  private static final int WARM_UP_OPERATIONS = 5_000;
  private static final int WARM_UP_ROUNDS = 40;
  private static final int WARM_UP_BYTES = 64;

  private final TraceReplay trace;
  private final Slots[] runs;

  private TraceFootprint(TraceReplay trace, Source source, int copies) {
    this.trace = trace;
    runs = new Slots[copies];
    for (int i = 0; i < copies; i++) {
      runs[i] = trace.slots(source);
    }
  }

  static Residence measure(Peer peer, Trace recorded, int copies) {
    TraceReplay trace = new TraceReplay(recorded, Integer.MAX_VALUE, TraceFootprint::write);
    try (Source source = peer.open()) {
      source.enterThread();
      warmUp(peer, recorded);
      TraceFootprint footprint = new TraceFootprint(trace, source, copies);
      Observer observer = new Observer(MOMENTS + 1);
      footprint.replay(observer);
      return observer.result(peer, recorded.name(), copies, trace.peakLiveBytes());
    }
  }

  /**
   * Has the code compiled before the baseline is taken, because the compiler needs memory of its own:
   * the start of the program, again and again. Small blocks only, because some allocators serve the
   * whole process, and what they keep of this would not be counted.
   */
  private static void warmUp(Peer peer, Trace recorded) {
    TraceReplay trace = new TraceReplay(recorded, WARM_UP_BYTES, TraceFootprint::write);
    int end = Math.min(WARM_UP_OPERATIONS, trace.operations());
    try (Source source = peer.open()) {
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        Slots slots = trace.slots(source);
        trace.replay(slots, 0, end);
        trace.freeAll(slots, end);
      }
    }
  }

  private void replay(Observer observer) {
    int step = Math.max(TURN, trace.operations() / MOMENTS / TURN * TURN);
    int next = step;
    for (int start = 0; start < trace.operations(); start += TURN) {
      int end = Math.min(start + TURN, trace.operations());
      for (Slots run : runs) {
        trace.replay(run, start, end);
      }
      if (end >= next && next <= MOMENTS * (long) step) {
        observer.look(trace.liveBytes());
        next += step;
      }
    }
  }

  private static void write(long address, int intact, int size) {
    RawMemory.fill(address + intact, size - intact, (byte) 0x5a);
  }
}
