package io.github.basicallocator.benchmarks.workloads;

import io.github.basicallocator.benchmarks.peers.Source;
import java.util.function.IntConsumer;

/** Threads that work side by side, new ones each time. */
final class Lanes {
  private Lanes() {}

  /** Runs the work in so many threads, which get their numbers, and waits for the last of them. */
  static void run(Source source, int count, IntConsumer work) throws InterruptedException {
    Thread[] threads = new Thread[count];
    Throwable[] failures = new Throwable[count];
    for (int i = 0; i < count; i++) {
      int lane = i;
      threads[i] = new Thread(() -> failures[lane] = failureOf(source, () -> work.accept(lane)));
      threads[i].start();
    }
    for (int i = 0; i < count; i++) {
      threads[i].join();
      if (failures[i] != null) {
        throw new IllegalStateException("lane " + i, failures[i]);
      }
    }
  }

  private static Throwable failureOf(Source source, Runnable work) {
    try {
      source.enterThread();
      work.run();
      source.leaveThread();
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }
}
