package io.github.basicallocator.benchmarks.footprint;

import io.github.basicallocator.benchmarks.peers.Peer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is done while memory is watched. */
enum Program {
  // Recorded programs, with as many runs side by side as have 256 MB in use, or 500.
  GCC(42),
  JQ(15),
  PYTHON(20),
  ESPRESSO(500),
  CFRAC(500),
  ARROW_VECTOR_TESTS(9),
  /** {@link SlotsFootprint#replacingSmall}. */
  SLOTS(0),
  /** {@link SlotsFootprint#replacingLarge}. */
  LARGE_SLOTS(0),
  /** {@link SlotsFootprint#burst} that leaves nothing behind. */
  BURST(0),
  /** {@link SlotsFootprint#burst} of which one block in a hundred stays. */
  BURST_WITH_SURVIVORS(0);

  private static final int QUICK_COPIES = 10;

  private final int copies;

  Program(int copies) {
    this.copies = copies;
  }

  static Program named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Program::toString).toList();
  }

  /** The free list would need days. */
  static boolean suits(Peer peer) {
    return (peer.kind() == Peer.Kind.OURS || peer.kind() == Peer.Kind.ADDRESSES)
        && !peer.limits().contains(Peer.Limit.LINEAR);
  }

  boolean isTrace() {
    return copies > 0;
  }

  int copies(boolean quick) {
    return quick ? Math.min(copies, QUICK_COPIES) : copies;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
