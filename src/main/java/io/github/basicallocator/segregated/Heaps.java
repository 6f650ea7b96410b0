package io.github.basicallocator.segregated;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.Syscall;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * All memory of an allocator: its heaps, of which there is one until it is full, and the mappings of blocks
 * that are larger than a heap should divide.
 *
 * <p>Sizes are bytes, multiples of 16, and alignments powers of two.
 *
 * <p><b>Purging.</b> Free memory is given to the kernel by the deallocations that follow, and when a heap grows, what
 * has been free for longest first; {@link PurgePolicy} says how much and when. And so is what idles, at {@link #purgeIdle}.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> That of the heap, and O(h) with h heaps to find the one that an
 * address belongs to; each further heap is as large as the kernel allows, up to 32 GiB.
 */
public final class Heaps {
  /** From here on a block gets a mapping of its own. */
  public static final long OWN_MAPPING = 1L << 25;

  /** Up to this size blocks lie in slabs, in bytes. */
  public static final long LARGEST_IN_SLAB = SegregatedHeap.LARGEST_IN_SLAB;

  /** Bytes of a slab. */
  public static final long SLAB_BYTES = SegregatedHeap.SLAB_BYTES;

  private static final long SMALLEST_HEAP = 1L << 20;

  private final MemoryLimit limit;
  private final Mappings mappings;
  private final long keptBytes;
  private final int keptShift;
  private final boolean hugePages;
  private final long[] one = new long[1];
  private SegregatedHeap[] heaps = new SegregatedHeap[0];
  private long heapSize = SegregatedHeap.MAX_SIZE;
  private BooleanSupplier freeSome = () -> false;
  private boolean fresh;
  private int runLength;

  /**
   * No memory yet.
   *
   * @param keptBytes free memory that stays dirty in any case
   * @param keptShift the share of the memory in use that may be dirty beyond that: it is divided by two so
   *     many times
   * @param hugePages whether the kernel is asked for huge pages
   */
  public Heaps(MemoryLimit limit, long keptBytes, int keptShift, boolean hugePages) {
    this.limit = limit;
    this.hugePages = hugePages;
    this.mappings = new Mappings(limit, hugePages);
    this.keptBytes = keptBytes;
    this.keptShift = keptShift;
  }

  /** Loads the native library, which the first heap does otherwise. */
  public static void loadLibrary() {
    Syscall.pageSize();
  }

  /** Sets what is tried when memory is refused: it frees some, and tells whether it could. */
  public void onRefusal(BooleanSupplier freeSome) {
    this.freeSome = freeSome;
  }

  /**
   * Allocates {@code size} bytes at a multiple of {@code alignment}.
   *
   * @throws MmapException if the kernel or the limit refuses; then nothing has changed
   */
  public long allocate(long size, long alignment) {
    if (isSmall(size, alignment)) {
      allocateSmall(size, 1, one);
      return one[0];
    }
    try {
      return tryAllocate(size, alignment);
    } catch (MmapException e) {
      if (!freeSome()) {
        throw e;
      }
      return tryAllocate(size, alignment);
    }
  }

  /** Has others free some memory, and merges slabs that nothing is in. Returns whether there was any. */
  private boolean freeSome() {
    boolean freed = freeSome.getAsBoolean();
    return trimSlabs() || freed;
  }

  /** Whether such a block lies in a slab, if there is room for one. */
  private static boolean isSmall(long size, long alignment) {
    return size <= LARGEST_IN_SLAB && alignment <= Layout.GRANULE;
  }

  private static boolean getsMapping(long size, long alignment) {
    return size + alignment > OWN_MAPPING;
  }

  private long tryAllocate(long size, long alignment) {
    if (getsMapping(size, alignment)) {
      fresh = true;
      return mappings.allocate(size, alignment);
    }
    for (SegregatedHeap heap : heaps) {
      long address = heap.allocate(size, alignment);
      if (address != 0) {
        fresh = heap.isFresh();
        return address;
      }
    }
    SegregatedHeap added = addHeap(size + alignment);
    long address = added.allocate(size, alignment);
    fresh = added.isFresh();
    return address;
  }

  /**
   * Allocates {@code size} bytes, few, and behind them as many times more as are free there, up to {@code most} times
   * in all. Each of these may be freed by itself.
   *
   * <p>Throws what {@link #allocate} throws.
   *
   * @return the address of the first; {@link #runLength} is how many there are
   */
  public long allocateRun(long size, int most) {
    try {
      for (SegregatedHeap heap : heaps) {
        long address = heap.allocateRun(size, most);
        if (address != 0) {
          fresh = heap.isFresh();
          runLength = heap.runLength();
          return address;
        }
      }
    } catch (MmapException e) {
      // Below more is tried, and refused with the reason.
    }
    runLength = 1;
    return allocate(size, Layout.GRANULE);
  }

  /**
   * Allocates up to {@code most} blocks of {@code size} bytes, at most {@link #LARGEST_IN_SLAB}, that need not lie side
   * by side.
   *
   * <p>Throws what {@link #allocate} throws.
   *
   * @param addresses is given their addresses
   * @return how many there are, at least one
   */
  public int allocateSmall(long size, int most, long[] addresses) {
    try {
      return tryAllocateSmall(size, most, addresses);
    } catch (MmapException e) {
      if (!freeSome()) {
        throw e;
      }
      return tryAllocateSmall(size, most, addresses);
    }
  }

  private int tryAllocateSmall(long size, int most, long[] addresses) {
    for (SegregatedHeap heap : heaps) {
      try {
        int count = heap.allocateSmall(size, most, addresses);
        if (count != 0) {
          fresh = false;
          return count;
        }
      } catch (MmapException e) {
        // It has no room for a slab. Another heap may have, and this one for a single block.
      }
    }
    addresses[0] = tryAllocate(size, Layout.GRANULE);
    return 1;
  }

  /** Whether so many bytes can be had without growing a heap; for blocks that get a mapping, growing is no matter. */
  public boolean hasRoomFor(long size, long alignment) {
    if (getsMapping(size, alignment)) {
      return true;
    }
    for (SegregatedHeap heap : heaps) {
      boolean hasRoom =
          isSmall(size, alignment) ? heap.hasRoomForSmall(size) : heap.hasRoomFor(size, alignment);
      if (hasRoom) {
        return true;
      }
    }
    return false;
  }

  /** How many blocks the last run has. */
  public int runLength() {
    return runLength;
  }

  /** Whether every page that lies wholly in what was allocated last is known to be zero. */
  public boolean isFresh() {
    return fresh;
  }

  /** Zeroes what a fresh block has before its first whole page and behind its last one. */
  public static void zeroEdges(long address, long size) {
    long page = Syscall.pageSize();
    long firstPage = Math.min(Alignment.alignUp(address, page), address + size);
    long lastEnd = Math.max(Alignment.alignDown(address + size, page), firstPage);
    Memory.fill(address, firstPage - address, (byte) 0);
    Memory.fill(lastEnd, address + size - lastEnd, (byte) 0);
  }

  /** The largest heap that the kernel has addresses for; each one that is refused is halved. */
  private SegregatedHeap addHeap(long needed) {
    long least = Math.max(SMALLEST_HEAP, Alignment.alignUp(2 * needed, SMALLEST_HEAP));
    SegregatedHeap[] more = Arrays.copyOf(heaps, heaps.length + 1);
    while (true) {
      try {
        SegregatedHeap heap = new SegregatedHeap(Math.max(heapSize, least), limit);
        heap.purger().setPolicy(new PurgePolicy(keptBytes, keptShift));
        if (hugePages) {
          heap.preferHugePages();
        }
        more[heaps.length] = heap;
        heaps = more;
        return heap;
      } catch (MmapException e) {
        if (heapSize <= least) {
          throw e;
        }
        heapSize /= 2;
      }
    }
  }

  /**
   * Frees what was allocated.
   *
   * @throws IllegalStateException if it cannot be in use
   */
  public void free(long address, long size) {
    free(address, size, 1);
  }

  /**
   * Frees so many blocks that lie side by side, of {@code size} bytes together.
   *
   * @throws IllegalStateException if the first or the last cannot be in use; {@link #isUsed} tells it of others
   */
  public void free(long address, long size, int blocks) {
    SegregatedHeap heap = heapOf(address, size);
    if (heap == null) {
      mappings.free(address, size);
      return;
    }
    boolean inSlab = heap.free(address, size);
    if (!inSlab) { // of a slab it is asked once it is free as a whole
      heap.purger().afterFree(size, blocks, heap.usedBytes());
    }
  }

  /**
   * Frees blocks of {@code size} bytes, at most {@link #LARGEST_IN_SLAB}: those of {@code addresses[from..to-1]}, which are
   * at most 256 and multiples of 16, up to the first that is not in use in a slab of the same heap.
   *
   * @return the index of the first that is not free now; with all bits inverted if it cannot have been in use, though {@link
   *     #free(long, long)} may not notice that any more: the slab that it was in may have become free before it
   */
  public int freeInSlabs(long[] addresses, int from, int to, long size) {
    SegregatedHeap heap = heapOf(addresses[from], size);
    return heap == null ? from : heap.freeInSlabs(addresses, from, to, size);
  }

  /** What to throw where a block is freed that is not in use. */
  public static IllegalStateException notInUse(long address, long size) {
    return SegregatedHeap.notInUse(address, size);
  }

  /**
   * Resizes what was allocated, without copying.
   *
   * @return its address, or 0 if that is not possible
   * @throws IllegalStateException if it cannot be in use
   * @throws MmapException if it is a mapping and the kernel refuses, or the limit does; then nothing has changed
   */
  public long resize(long address, long oldSize, long newSize, long alignment) {
    SegregatedHeap heap = heapOf(address, oldSize);
    if (heap == null) {
      return getsMapping(newSize, alignment)
          ? mappings.resize(address, oldSize, newSize, alignment)
          : 0;
    }
    return !getsMapping(newSize, alignment) && heap.resize(address, oldSize, newSize) ? address : 0;
  }

  /** The heap that an address belongs to, or null if it can only be that of a mapping. */
  private SegregatedHeap heapOf(long address, long size) {
    for (SegregatedHeap heap : heaps) {
      if (heap.owns(address)) {
        if (!Alignment.isAligned(address, Layout.GRANULE) || size > SegregatedHeap.MAX_SIZE) {
          throw new IllegalStateException(
              "no block of %d bytes was allocated at 0x%x".formatted(size, address));
        }
        return heap;
      }
    }
    return null;
  }

  /** Gives all free pages to the kernel. Returns the bytes that were given. */
  public long trim() {
    trimSlabs();
    long bytes = 0;
    for (SegregatedHeap heap : heaps) {
      long dirty = heap.purger().dirtyBytes();
      heap.purger().purge(0, Integer.MAX_VALUE);
      bytes += dirty - heap.purger().dirtyBytes();
      heap.shrink();
    }
    return bytes;
  }

  /** Gives back slabs that are kept although nothing in them is in use. Returns whether there were any. */
  public boolean trimSlabs() {
    boolean trimmed = false;
    for (SegregatedHeap heap : heaps) {
      trimmed |= heap.trimSlabs();
    }
    return trimmed;
  }

  /** Notes what has been free and dirty all the time since this was last called, for {@link #purgeIdle}. */
  public void noteIdle() {
    for (SegregatedHeap heap : heaps) {
      heap.purger().noteIdle();
    }
  }

  /** Gives a piece of that to the kernel, if it is more than what is kept. Returns whether there was one. */
  public boolean purgeIdle() {
    for (SegregatedHeap heap : heaps) {
      if (heap.purger().purgeIdle(heap.usedBytes())) {
        return true;
      }
    }
    return false;
  }

  /** Gives everything back, whoever may still use it. */
  public void releaseAll() {
    for (SegregatedHeap heap : heaps) {
      heap.release();
    }
    heaps = new SegregatedHeap[0];
    mappings.releaseAll();
  }

  // -------------------------------------------------------------------------------------------
  // Looking at it

  /** Whether nothing tells that a block is not in use; free memory in its middle does not. */
  public boolean isUsed(long address, long size) {
    SegregatedHeap heap = heapOf(address, size);
    return heap != null ? heap.isUsed(address, size) : mappings.isUsed(address, size);
  }

  /** Bytes in heaps, in use or free. */
  public long extent() {
    return sum(SegregatedHeap::extent);
  }

  /** Bytes in use. */
  public long usedBytes() {
    return sum(SegregatedHeap::usedBytes) + mappings.totalBytes();
  }

  /** Bytes that may be used besides those that are: free ones, and those that the limit leaves. */
  public long availableBytes() {
    return limit.left() + Math.min(freeBytes(), Long.MAX_VALUE - limit.left());
  }

  /** Bytes in free blocks. */
  public long freeBytes() {
    return sum(SegregatedHeap::freeBytes);
  }

  /** Bytes that may be used. */
  public long committedBytes() {
    return sum(SegregatedHeap::committedBytes) + mappings.totalBytes();
  }

  /** Bytes of addresses. */
  public long reservedBytes() {
    return sum(SegregatedHeap::reservedBytes) + mappings.totalBytes();
  }

  /** Bytes in free blocks that take no memory. */
  public long purgedBytes() {
    return sum(heap -> heap.purger().purgedBytes());
  }

  /** Tells the free blocks and used stretches of every heap, and the mappings, which are used. O(n). */
  public void walk(SegregatedHeap.Visitor visitor) {
    for (SegregatedHeap heap : heaps) {
      heap.walk(visitor);
    }
    mappings.walk(visitor);
  }

  /** Checks every heap. O(n). */
  public void check() {
    for (SegregatedHeap heap : heaps) {
      heap.check();
    }
  }

  private interface Bytes {
    long of(SegregatedHeap heap);
  }

  private long sum(Bytes bytes) {
    long sum = 0;
    for (SegregatedHeap heap : heaps) {
      sum += bytes.of(heap);
    }
    return sum;
  }
}
