package io.github.basicallocator.benchmarks.workloads;

/** Waits for another thread: at work, it will be a moment only; and if it has no processor, it gets one. */
final class Waiting {
  private static final int SPINS = 1_000;

  private int spins;

  void once() {
    if (++spins % SPINS == 0) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }
}
