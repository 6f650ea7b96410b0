package io.github.basicallocator.segregated;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.os.AddressRange;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.Syscall;

/**
 * The addresses of one heap: those it hands out, and those of what it notes about them. All are reserved at
 * once and committed together, so the notes are always as long as the heap is.
 *
 * <pre>
 *     heap       16 bytes a granule
 *     edges       1 bit a granule     1/128 of the heap
 *     dirty       1 bit a page
 *     slabs      16 bytes for each 4 KiB, which take memory where there are slabs
 * </pre>
 */
final class HeapRanges {
  final AddressRange heap;
  final AddressRange edges;
  final AddressRange dirty;
  final AddressRange slabs;

  private final MemoryLimit limit;
  private long taken;

  private HeapRanges(AddressRange[] ranges, MemoryLimit limit) {
    this.limit = limit;
    heap = ranges[0];
    edges = ranges[1];
    dirty = ranges[2];
    slabs = ranges[3];
  }

  /**
   * Reserves the addresses of a heap of {@code size} bytes, whole pages.
   *
   * @throws MmapException if there is no room for one of the ranges; then none is reserved
   */
  static HeapRanges reserve(long size, MemoryLimit limit) {
    AddressRange[] ranges = new AddressRange[4];
    long[] sizes = {size, edgesFor(size), dirtyFor(size), slabsFor(size)};
    try {
      for (int i = 0; i < ranges.length; i++) {
        ranges[i] = AddressRange.reserve(sizes[i]);
      }
      return new HeapRanges(ranges, limit);
    } catch (MmapException | OutOfMemoryError e) {
      for (AddressRange range : ranges) {
        if (range != null) {
          range.release();
        }
      }
      throw e;
    }
  }

  /**
   * Commits the first {@code bytes} bytes of the heap, whole pages, and what goes with them.
   *
   * @throws MmapException if the kernel or the limit refuses; the heap is then as it was
   */
  void commit(long bytes) {
    limit.take(bytes - taken);
    try {
      edges.commit(edgesFor(bytes));
      dirty.commit(dirtyFor(bytes));
      slabs.commit(slabsFor(bytes));
      heap.commit(bytes);
    } catch (MmapException e) {
      limit.giveBack(bytes - taken);
      throw e;
    }
    taken = bytes;
  }

  /** Goes back to the first {@code bytes} bytes of the heap, whole pages. */
  void uncommit(long bytes) {
    heap.uncommit(bytes);
    limit.giveBack(taken - bytes);
    taken = bytes;
  }

  /**
   * Purges notes: those pages of them that say nothing about any byte but those from {@code from} on and below
   * {@code to}, and something about one from {@code changedFrom} on and below {@code changedTo}. All of these are
   * positions in the heap, multiples of the page size, and what is noted about them is nothing.
   *
   * @throws MmapException if the kernel refuses; nothing is lost then
   */
  void purgeNotes(long from, long to, long changedFrom, long changedTo) {
    purgeNotes(edges, edgesAt(from), edgesAt(to), edgesAt(changedFrom), edgesAt(changedTo));
    purgeNotes(slabs, slabsFor(from), slabsFor(to), slabsFor(changedFrom), slabsFor(changedTo));
  }

  /** The same for one kind of notes, with positions in these. */
  private static void purgeNotes(
      AddressRange notes, long from, long to, long changedFrom, long changedTo) {
    long page = Syscall.pageSize();
    long first = Math.max(Alignment.alignUp(from, page), Alignment.alignDown(changedFrom, page));
    long end = Math.min(Alignment.alignDown(to, page), Alignment.alignUp(changedTo, page));
    if (first < end) {
      notes.purge(notes.start() + first, end - first);
    }
  }

  /** All bytes that may be used, whatever for. */
  long committed() {
    return heap.committed() + edges.committed() + dirty.committed() + slabs.committed();
  }

  /** All addresses. */
  long reserved() {
    return heap.size() + edges.size() + dirty.size() + slabs.size();
  }

  /** Gives all addresses back. */
  void release() {
    limit.giveBack(taken);
    heap.release();
    edges.release();
    dirty.release();
    slabs.release();
  }

  private static long edgesFor(long bytes) {
    return EdgeMap.bytesFor(bytes >>> Granules.SHIFT);
  }

  /** Where in the map the bits of a position in the heap are. */
  private static long edgesAt(long position) {
    return position >>> Granules.SHIFT >>> 3;
  }

  /** The bytes of the table for so many of the heap; where in it an entry is, for a position that a slab may start at. */
  private static long slabsFor(long bytes) {
    return SlabTable.bytesFor(bytes >>> Granules.SHIFT);
  }

  private static long dirtyFor(long bytes) {
    return Bitmap.bytesFor(bytes / Syscall.pageSize());
  }
}
