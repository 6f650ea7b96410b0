package io.github.basicallocator.samples.replay;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.AllocatorStats;
import io.github.basicallocator.freelist.Stats;
import io.github.basicallocator.samples.Progress;
import io.github.basicallocator.samples.allocators.AllocatorChoice;
import io.github.basicallocator.samples.allocators.Figures;
import java.util.Optional;

/**
 * What the replay of a trace took.
 *
 * @param nanosPerOperation of the fastest round
 * @param peakFootprint the most bytes that the allocator had from the kernel, less what it had purged;
 *     0 if it does not tell
 * @param freeList at the end of the trace, of an allocator that has one
 */
record Measurement(double nanosPerOperation, long peakFootprint, Optional<Stats> freeList) {
  /**
   * How often the footprint is looked at, in operations: too rarely to be felt in the time. It is also looked at when the most
   * bytes are in use, as some of them may be given back soon.
   */
  private static final int CHUNK = 256;

  /** Short traces are repeated for so long, because a JVM is slow until it has compiled the code. */
  private static final long REPEAT_NANOS = 1_000_000_000;

  private static final int PROGRESS_CHUNK = 16 * 1024;

  /** Replays a trace, once if that takes its time, otherwise until some time has passed. */
  static Measurement of(Trace trace, AllocatorChoice choice, Progress progress) {
    long start = System.nanoTime();
    Measurement best = replayOnce(trace, choice, BlockContents.IGNORED, progress);
    while (System.nanoTime() - start < REPEAT_NANOS) {
      Measurement next = replayOnce(trace, choice, BlockContents.IGNORED, Progress.SILENT);
      best = next.nanosPerOperation < best.nanosPerOperation ? next : best;
    }
    return best;
  }

  /**
   * Replays a trace, and does not measure it. All allocators have their turn at this before the first of them
   * is measured: a JVM compiles calls for the classes it has seen, and later ones would find slower code.
   */
  static void warmUp(Trace trace, AllocatorChoice choice, Progress progress) {
    replayOnce(trace, choice, BlockContents.IGNORED, progress);
  }

  /** Replays a trace with a pattern in every block. Not timed: that is mostly the time of patterns. */
  static void verify(Trace trace, AllocatorChoice choice, Progress progress) {
    replayOnce(trace, choice, BlockContents.PATTERN, progress);
  }

  private static Measurement replayOnce(
      Trace trace, AllocatorChoice choice, BlockContents contents, Progress progress) {
    int peak = trace.operationsToPeak();
    try (Allocator allocator = choice.create()) {
      Replayer replayer = new Replayer(trace, allocator, contents);
      long peakFootprint = 0;
      int reported = 0;
      long start = System.nanoTime();
      int next = 0;
      while (next < trace.operations()) {
        int end = Math.min((next / CHUNK + 1) * CHUNK, trace.operations());
        end = next < peak ? Math.min(end, peak) : end;
        replayer.replay(next, end);
        next = end;
        peakFootprint = Math.max(peakFootprint, footprint(allocator.stats()));
        if (end % PROGRESS_CHUNK == 0 || end == trace.operations()) {
          progress.advance(end - reported, () -> "");
          reported = end;
        }
      }
      long nanos = Math.max(1, System.nanoTime() - start);
      Optional<Stats> freeList = Figures.freeList(allocator);
      replayer.freeAll();
      allocator.check();
      return new Measurement((double) nanos / trace.operations(), peakFootprint, freeList);
    }
  }

  private static long footprint(AllocatorStats stats) {
    return stats.committed() - stats.purged();
  }
}
