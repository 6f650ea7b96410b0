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
 * @param peakFootprint in the first round, the most bytes that the allocator had from the kernel, less what it had purged;
 *     0 if it does not tell
 * @param freeList at the end of that round, of an allocator that has one
 */
record Measurement(double nanosPerOperation, long peakFootprint, Optional<Stats> freeList) {
  /**
   * How often the footprint is looked at in the first round, in operations. It is also looked at when the most bytes are
   * in use, as some of them may be given back soon.
   */
  private static final int CHUNK = 256;

  /** And in those that follow, where it would be felt in the time. */
  private static final int LARGE_CHUNK = 16 * 1024;

  private static final long SECOND = 1_000_000_000;

  /** Replays a trace, once if that takes its time, otherwise until some time has passed. */
  static Measurement of(Trace trace, AllocatorChoice choice, Progress progress) {
    return repeat(trace, choice, BlockContents.IGNORED, SECOND, progress);
  }

  /**
   * Replays a trace as {@link #of} does, for longer, since a JVM is slow until it has compiled the code. All allocators have
   * their turn at this before the first of them is measured: a JVM compiles calls for the classes it has seen, and
   * later ones would find slower code.
   */
  static void warmUp(Trace trace, AllocatorChoice choice, Progress progress) {
    repeat(trace, choice, BlockContents.IGNORED, 2 * SECOND, progress);
  }

  /** Replays a trace with a pattern in every block. Not timed: that is mostly the time of patterns. */
  static void verify(Trace trace, AllocatorChoice choice, Progress progress) {
    repeat(trace, choice, BlockContents.PATTERN, 0, progress);
  }

  /**
   * Replays a trace on one allocator until some time has passed. The footprint is that of the first round, in which the
   * allocator is new; the time is that of the fastest, in which it usually is not, as in a program that runs for long.
   */
  private static Measurement repeat(
      Trace trace,
      AllocatorChoice choice,
      BlockContents contents,
      long leastNanos,
      Progress progress) {
    try (Allocator allocator = choice.create()) {
      Replayer replayer = new Replayer(trace, allocator, contents);
      long start = System.nanoTime();
      Measurement first = round(trace, allocator, replayer, CHUNK, progress);
      double fastest = first.nanosPerOperation;
      while (System.nanoTime() - start < leastNanos) {
        Measurement next = round(trace, allocator, replayer, LARGE_CHUNK, Progress.SILENT);
        fastest = Math.min(fastest, next.nanosPerOperation);
      }
      return new Measurement(fastest, first.peakFootprint, first.freeList);
    }
  }

  private static Measurement round(
      Trace trace, Allocator allocator, Replayer replayer, int chunk, Progress progress) {
    int peak = trace.operationsToPeak();
    long peakFootprint = 0;
    int reported = 0;
    long start = System.nanoTime();
    int next = 0;
    while (next < trace.operations()) {
      int end = Math.min((next / chunk + 1) * chunk, trace.operations());
      end = next < peak ? Math.min(end, peak) : end;
      replayer.replay(next, end);
      next = end;
      peakFootprint = Math.max(peakFootprint, footprint(allocator.stats()));
      if (end % LARGE_CHUNK == 0 || end == trace.operations()) {
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

  private static long footprint(AllocatorStats stats) {
    return stats.committed() - stats.purged();
  }
}
