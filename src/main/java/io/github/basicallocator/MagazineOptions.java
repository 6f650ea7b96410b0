package io.github.basicallocator;

import io.github.basicallocator.os.MachineMemory;
import java.time.Duration;

/**
 * How a {@link MagazineAllocator} uses memory. Options are immutable; each method returns a changed copy.
 *
 * <pre>{@code
 * new MagazineAllocator(MagazineOptions.DEFAULTS.withLimit(1L << 30))
 * }</pre>
 *
 * @param limitBytes the most that is asked of the kernel, not counting what the allocator notes about it (up to
 *     1.2 %); {@link Long#MAX_VALUE} leaves it to the kernel. {@link MachineMemory} tells what a container allows
 * @param cacheBytes free blocks that caches may keep for quick reuse: so many bytes for each thread, for as many threads
 *     as there are processors, and shared by all, and 32 KiB for each thread more; four times as much where threads wait for each other, or did a while ago, less a thirty-second of
 *     the memory in use; half of it while the heap grows
 * @param cacheShift or, where it is more, the memory in use divided by two so many times. Blocks of more than 8 KiB
 *     may take half of {@code cacheBytes} as well; or, where that is more and the limit leaves as much, as much as
 *     is in use, all caches included, divided by two for each step of {@code cacheShift} above 8
 * @param dirtyBytes free memory that is not given back to the kernel
 * @param dirtyShift plus the memory in use divided by two so many times
 * @param idleTime a daemon thread looks at intervals of this length, as long as there is something to do or a thread that has
 *     a cache, and gives what was free and dirty for all of one to the kernel, but for what the two options above keep. What
 *     threads had left in their caches that had ended by the look before becomes free then, and so does what is on its way
 *     between threads if nobody has needed the shared heap since. What virtual threads have left stays cached. At least a
 *     millisecond, at most a year; or zero, then there is no such thread
 * @param hugePages whether Linux is asked for huge pages: fewer misses of the processor's table of addresses, paid for
 *     with memory, as the kernel gives 2 MiB where 4 KiB are touched; ignored by kernels that have none
 */
public record MagazineOptions(
    long limitBytes,
    long cacheBytes,
    int cacheShift,
    long dirtyBytes,
    int dirtyShift,
    Duration idleTime,
    boolean hugePages) {
  private static final Duration SHORTEST_IDLE_TIME = Duration.ofMillis(1);
  private static final Duration LONGEST_IDLE_TIME = Duration.ofDays(365);

  /** What suits most programs. */
  public static final MagazineOptions DEFAULTS =
      new MagazineOptions(Long.MAX_VALUE, 7L << 19, 8, 1L << 18, 8, Duration.ofSeconds(1), false);

  /** Checks that the options make sense. */
  public MagazineOptions {
    require(limitBytes >= 0, "limitBytes", limitBytes);
    require(cacheBytes >= 0, "cacheBytes", cacheBytes);
    require(cacheShift >= 0 && cacheShift < Long.SIZE, "cacheShift", cacheShift);
    require(dirtyBytes >= 0, "dirtyBytes", dirtyBytes);
    require(dirtyShift >= 0 && dirtyShift < Long.SIZE, "dirtyShift", dirtyShift);
    if (!idleTime.isZero()
        && (idleTime.compareTo(SHORTEST_IDLE_TIME) < 0
            || idleTime.compareTo(LONGEST_IDLE_TIME) > 0)) {
      throw new IllegalArgumentException(
          "idleTime cannot be %s; it is zero, or from %s to %s"
              .formatted(idleTime, SHORTEST_IDLE_TIME, LONGEST_IDLE_TIME));
    }
  }

  /** With another limit, in bytes. */
  public MagazineOptions withLimit(long bytes) {
    return new MagazineOptions(
        bytes, cacheBytes, cacheShift, dirtyBytes, dirtyShift, idleTime, hugePages);
  }

  /** With other caches: so many bytes, or the memory in use divided by 2<sup>shift</sup> where it is more. */
  public MagazineOptions withCaches(long bytes, int shift) {
    return new MagazineOptions(
        limitBytes, bytes, shift, dirtyBytes, dirtyShift, idleTime, hugePages);
  }

  /** With other free memory kept: so many bytes, plus the memory in use divided by 2<sup>shift</sup>. */
  public MagazineOptions withDirty(long bytes, int shift) {
    return new MagazineOptions(
        limitBytes, cacheBytes, cacheShift, bytes, shift, idleTime, hugePages);
  }

  /** With another time after which what nobody needs is given back; {@link Duration#ZERO} for never. */
  public MagazineOptions withIdleTime(Duration time) {
    return new MagazineOptions(
        limitBytes, cacheBytes, cacheShift, dirtyBytes, dirtyShift, time, hugePages);
  }

  /** With huge pages, or without. */
  public MagazineOptions withHugePages(boolean wanted) {
    return new MagazineOptions(
        limitBytes, cacheBytes, cacheShift, dirtyBytes, dirtyShift, idleTime, wanted);
  }

  private static void require(boolean holds, String name, long value) {
    if (!holds) {
      throw new IllegalArgumentException("%s cannot be %d".formatted(name, value));
    }
  }
}
