package io.github.basicallocator;

import io.github.basicallocator.magazine.SharedHeap;
import io.github.basicallocator.magazine.SizeClasses;
import io.github.basicallocator.magazine.ThreadCache;
import io.github.basicallocator.magazine.ThreadCaches;
import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.MachineMemory;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.segregated.Heaps;
import io.github.basicallocator.segregated.MemoryLimit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The allocator to use: the idea of {@link UnixAllocator} made fast and tight, for any number of threads.
 *
 * <p>Free memory lies in bins by size (package {@code segregated}), so that no list is searched; and in front of
 * it each thread has a cache of free blocks (package {@code magazine}), so that most requests take no lock and
 * touch nothing but a Java array. As everywhere here, no block in use has a header.
 *
 * <pre>
 *     allocate, deallocate
 *       └─ ThreadCache     a magazine of addresses for each size class; its thread's own
 *            └─ SharedHeap     one lock
 *                 ├─ depot     rounds on their way from one thread to another
 *                 └─ Heaps     slabs, bins, coalescing, growing, purging; mappings for blocks of 32 MiB and more
 * </pre>
 *
 * <p><b>Sizes</b> are rounded up to multiples of 16 bytes, above 1 KiB to steps of a thirty-second, above 4 KiB of a
 * sixteenth, and above 1 MiB to multiples of 16 again. {@code deallocate} must name the same size and alignment as
 * {@code allocate}.
 *
 * <p><b>Errors</b>, beyond those of {@link Allocator}: memory given back that cannot be in use is an {@link
 * IllegalStateException}, but only once it reaches the heap, which may be in a later call, of another thread; if it is the
 * daemon that gives back what idles, it is the next {@link #check} or {@link #trim}. Until then it is in a magazine, where
 * nobody looks, and may be handed out twice.
 *
 * <p><b>Cost.</b> O(1), but for copying and zeroing. A request that the thread's own cache can serve takes no lock, no
 * atomic instruction and no barrier; others take one {@code SpinLock} and move some hundred addresses at most; now and
 * then they also give large blocks that caches keep to the heap, each of which was once put there: before the heap
 * grows, when one idles, or its thread has ended. Virtual threads share a cache for each of their carriers, from JDK 22
 * on with no atomic instruction either, and before that a few that have locks. The kernel is called when the heap
 * grows, when free memory is purged, and for blocks of 32 MiB and more.
 *
 * <p><b>Memory.</b> All caches together keep at most {@link MagazineOptions#cacheBytes} for each thread, but not for
 * more threads than there are processors, and 32 KiB for each of the others: four times as much where threads wait for
 * each other, or did a while ago, less the more memory is in use, and half of it while the heap grows. A quarter more is tolerated. Of
 * blocks of more than 8 KiB they keep what saves work: it is scavenged when it idles, and before the heap grows who needs
 * memory gives up its own, and those that threads have left which have ended; but those of a thread that does nothing stay with it. With what a thread kept that has
 * ended, a new one goes on, but for most of what were many large blocks; or it is recovered, by others that use the allocator or by the daemon of {@link
 * MagazineOptions#idleTime}. Free pages go back to the kernel while the program frees memory, all but {@link
 * MagazineOptions#dirtyBytes}: slowly as long as they are fewer than the program used a moment ago, so that its waves cost
 * nothing; and some when the heap must grow all the same. What was not needed for {@code idleTime} goes back however
 * little the program does, by the daemon. {@link #trim} gives all of them at once. The allocator's own notes take 0.8 % of
 * the heap, and 0.4 % of what blocks of up to 256 bytes take.
 *
 * <p><b>Thread safety.</b> The table in {@code package-info} of the package {@code magazine} says who may touch what.
 * {@link #check} and {@link #stats} are exact when other threads rest; {@code check} may report an error that is none
 * while they do not.
 */
public final class MagazineAllocator implements Allocator {
  /** Up to this size, moving a block is faster than asking the heap whether it can stay. */
  private static final long LARGEST_MOVED_AT_ONCE = 1L << 10;

  private static final Logger LOG = LoggerFactory.getLogger(MagazineAllocator.class);

  private final SharedHeap shared;
  private final ThreadCaches caches;

  /** An allocator with options that suit most programs. */
  public MagazineAllocator() {
    this(MagazineOptions.DEFAULTS);
  }

  /** An allocator with other options. */
  public MagazineAllocator(MagazineOptions options) {
    Heaps heaps =
        new Heaps(
            new MemoryLimit(options.limitBytes()),
            options.dirtyBytes(),
            options.dirtyShift(),
            options.hugePages());
    shared = new SharedHeap(heaps, options.cacheBytes(), options.cacheShift(), options.idleTime());
    caches = shared.caches();
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "made with {}; this process, its container's limit considered, has {} bytes",
          options,
          MachineMemory.bytes());
    }
  }

  @Override
  public long allocate(long size, long alignment) {
    ThreadCache cache = caches.current();
    if (cache != null) {
      long address = cache.popFor(size, alignment);
      if (address != 0) {
        return address;
      }
    }
    return allocateShared(size, alignment, false);
  }

  /** {@inheritDoc} Whole pages that the kernel has just zeroed are not touched. */
  @Override
  public long allocateZeroed(long size, long alignment) {
    ThreadCache cache = caches.current();
    if (cache != null) {
      long address = cache.popFor(size, alignment);
      if (address != 0) {
        Memory.fill(address, size, (byte) 0);
        return address;
      }
    }
    return allocateShared(size, alignment, true);
  }

  /** What the cache had not. */
  private long allocateShared(long size, long alignment, boolean zeroed) {
    Layout.check(size, alignment);
    try {
      return shared.allocate(size, alignment, zeroed);
    } catch (MmapException e) {
      OutOfMemoryError error =
          new OutOfMemoryError(
              "cannot allocate %d bytes aligned to %d: %s"
                  .formatted(size, alignment, e.getMessage()));
      error.initCause(e);
      throw error;
    }
  }

  @Override
  public void deallocate(long address, long size, long alignment) {
    // Its lower half, as C2 needs fewer instructions for an int.
    boolean atGranule = ((int) address & (int) (Layout.GRANULE - 1)) == 0;
    if (address > 0 && atGranule && isCached(address, alignment)) {
      ThreadCache cache = caches.current();
      if (cache != null && cache.pushFor(size, address)) {
        return;
      }
    }
    Layout.check(address, size, alignment);
    shared.free(address, size, alignment);
  }

  /** Whether blocks of this alignment are cached, which is a power of two then. */
  private static boolean isCached(long address, long alignment) {
    if (alignment == DEFAULT_ALIGNMENT) {
      return true;
    }
    return Long.compareUnsigned(alignment, SharedHeap.LARGEST_CACHED_ALIGNMENT) <= 0
        && Alignment.isValidAndAligned(address, alignment);
  }

  /** {@inheritDoc} Blocks of 32 MiB and more grow without copying, where the kernel can move pages (Linux). */
  @Override
  public long reallocate(long address, long oldSize, long newSize, long alignment) {
    return Moving.reallocate(this, address, oldSize, newSize, alignment);
  }

  /**
   * Keeps moving memory out of the machine code of whoever reallocates, as {@code OutOfLine} of the package {@code magazine} does with the
   * shared heap. Copying is much code on JDK 22 and newer, all of it always inlined, and a loop that also allocates and frees would
   * keep in memory what should be in registers.
   */
  private static final class Moving extends Error {
    private static final long serialVersionUID = 1L;

    private Moving() {}

    static long reallocate(
        MagazineAllocator allocator, long address, long oldSize, long newSize, long alignment) {
      return reallocateOutOfLine(allocator, address, oldSize, newSize, alignment);
    }

    /** Behind one more method, or it would be inlined where {@link MagazineAllocator#reallocate} is compiled by itself. */
    private static long reallocateOutOfLine(
        MagazineAllocator allocator, long address, long oldSize, long newSize, long alignment) {
      return allocator.reallocateHere(address, oldSize, newSize, alignment);
    }
  }

  /** What {@link #reallocate} does. */
  private long reallocateHere(long address, long oldSize, long newSize, long alignment) {
    Layout.check(address, oldSize, alignment);
    Layout.check(newSize, alignment);
    long resized = resizeInPlace(address, oldSize, newSize, alignment);
    if (resized != 0) {
      return resized;
    }
    long moved = allocate(newSize, alignment);
    Memory.copy(address, moved, Math.min(oldSize, newSize));
    try {
      deallocate(address, oldSize, alignment);
    } catch (IllegalStateException | MmapException e) {
      deallocateAfter(e, moved, newSize, alignment);
      throw e;
    }
    return moved;
  }

  private void deallocateAfter(RuntimeException error, long address, long size, long alignment) {
    try {
      deallocate(address, size, alignment);
    } catch (IllegalStateException | MmapException e) {
      error.addSuppressed(e);
    }
  }

  /** The address of the memory with its new size, or 0 if its contents must be copied. */
  private long resizeInPlace(long address, long oldSize, long newSize, long alignment) {
    boolean sameBlock = SizeClasses.blockSizeFor(oldSize) == SizeClasses.blockSizeFor(newSize);
    if (!sameBlock && Math.max(oldSize, newSize) <= LARGEST_MOVED_AT_ONCE) {
      return 0;
    }
    try {
      return shared.resize(address, oldSize, newSize, alignment);
    } catch (MmapException e) {
      return 0; // the kernel or the limit does not let it grow there; a copy may fit all the same
    }
  }

  /**
   * {@inheritDoc} O(t) with t threads that have a cache. Purged memory is free memory that takes none, new or given
   * back.
   */
  @Override
  public AllocatorStats stats() {
    return shared.survey(
        survey -> {
          Heaps heaps = survey.heaps();
          long cached = survey.cachedBytes();
          return new AllocatorStats(
              heaps.usedBytes() - cached,
              cached,
              heaps.freeBytes(),
              heaps.usedBytes() + heaps.freeBytes(),
              heaps.reservedBytes(),
              heaps.purgedBytes());
        });
  }

  /**
   * The sizes of blocks of which some are live or cached, in ascending order; together they are what {@link #stats}
   * has. Exact when other threads rest.
   */
  public List<SizeClassStats> sizeClassStats() {
    return shared.survey(
        survey -> {
          List<SizeClassStats> all = new ArrayList<>();
          long larger = survey.heaps().usedBytes();
          for (int i = 1; i < SizeClasses.COUNT; i++) {
            long used = survey.usedBytes(i);
            long cached = survey.cachedBytes(i);
            larger -= used;
            if (used != 0) {
              all.add(new SizeClassStats(SizeClasses.blockSize(i), used - cached, cached));
            }
          }
          if (larger != 0) {
            all.add(new SizeClassStats(Long.MAX_VALUE, larger, 0));
          }
          return all;
        });
  }

  /** All caches: those of threads first. Exact when other threads rest. */
  public List<CacheStats> cacheStats() {
    return shared.survey(
        survey -> {
          List<CacheStats> all = new ArrayList<>();
          survey.caches(
              (owner, cached, granted) -> all.add(new CacheStats(owner, cached, granted)));
          return all;
        });
  }

  /** Is told each stretch of memory by {@link #walk}: all figures are bytes. */
  public interface StretchVisitor {
    /** Either a free block, or everything between two of them, which may be many blocks in use, or cached. */
    void visit(long address, long size, boolean free);
  }

  /**
   * Tells all memory, heap by heap, from the lowest address of each on; for tools. Allocators do not know where one
   * block in use ends and the next begins: who has them knows. O(n). The visitor must not call this allocator, whose
   * lock is held.
   */
  public void walk(StretchVisitor visitor) {
    shared.survey(
        survey -> {
          survey.heaps().walk(visitor::visit);
          return null;
        });
  }

  /** {@inheritDoc} O(n). */
  @Override
  public void check() {
    shared.check();
  }

  /**
   * {@inheritDoc} The caches of other threads that live stay as they are, and those that carriers of virtual threads
   * have, but for the caller's own. O(n).
   */
  @Override
  public long trim() {
    return shared.trim();
  }

  @Override
  public void close() {
    shared.close();
  }

  /** How often a thread could not do with its own cache; for tests that need no clock. */
  long visits() {
    return shared.visits();
  }
}
