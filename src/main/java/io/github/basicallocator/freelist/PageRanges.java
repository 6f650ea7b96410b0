package io.github.basicallocator.freelist;

import java.util.Arrays;

/**
 * The ranges of addresses that were obtained from the heap grower: which addresses can be ours at
 * all, and what must be given back in the end.
 *
 * <p>A sorted array. The kernel tends to put each mapping right beside the last one, and ranges that
 * touch become one, so there are rarely more than a handful.
 *
 * <pre>
 *     R1  Ranges ascend, are not empty, and neither overlap nor touch.
 * </pre>
 *
 * <p><b>Cost.</b> With n ranges, {@link #contains} is O(1) when the range is the one of the call
 * before, else O(log n); {@link #add} is O(n).
 */
final class PageRanges {
  /** Decides about each range in {@link #removeEach}. */
  interface Remover {
    boolean remove(long start, long size);
  }

  private long[] starts = new long[4];
  private long[] ends = new long[4];
  private int count;
  private int lastHit;

  /** Whether all of the {@code size} bytes from {@code address} on, at least one, were obtained. */
  boolean contains(long address, long size) {
    if (holds(lastHit, address, size)) {
      return true;
    }
    int range = startingUpTo(address) - 1;
    if (range < 0 || !holds(range, address, size)) {
      return false;
    }
    lastHit = range;
    return true;
  }

  /** Whether any of the {@code size} bytes from {@code address} on, at least one, were obtained. */
  boolean overlaps(long address, long size) {
    int range = startingUpTo(address + size - 1) - 1;
    return range >= 0 && ends[range] > address;
  }

  /** Makes room for one more range, so that the {@link #add} to come needs no Java heap. */
  void prepareToAdd() {
    if (count == starts.length) {
      // Either copy may be refused by the Java heap: then both arrays stay.
      long[] moreStarts = Arrays.copyOf(starts, count * 2);
      long[] moreEnds = Arrays.copyOf(ends, count * 2);
      starts = moreStarts;
      ends = moreEnds;
    }
  }

  /** Adds a range that overlaps none of the others; {@link #prepareToAdd()} came before. */
  void add(long start, long size) {
    long end = start + size;
    int above = startingUpTo(start);
    boolean touchesBelow = above > 0 && ends[above - 1] == start;
    boolean touchesAbove = above < count && starts[above] == end;
    if (touchesBelow && touchesAbove) {
      ends[above - 1] = ends[above];
      shift(above + 1, -1);
    } else if (touchesBelow) {
      ends[above - 1] = end;
    } else if (touchesAbove) {
      starts[above] = start;
    } else {
      shift(above, +1);
      starts[above] = start;
      ends[above] = end;
    }
    lastHit = 0;
  }

  /** Takes out the ranges that {@code remover} removes, from the highest to the lowest. */
  void removeEach(Remover remover) {
    for (int i = count - 1; i >= 0; i--) {
      if (remover.remove(starts[i], ends[i] - starts[i])) {
        shift(i + 1, -1);
        ends[count] = 0; // an empty range holds no address, so a stale lastHit does no harm
      }
    }
  }

  long totalBytes() {
    long total = 0;
    for (int i = 0; i < count; i++) {
      total += ends[i] - starts[i];
    }
    return total;
  }

  /** Checks R1. */
  void check() {
    for (int i = 0; i < count; i++) {
      if (starts[i] >= ends[i] || (i > 0 && starts[i] <= ends[i - 1])) {
        throw new IllegalStateException(
            "R1 broken: range %d, 0x%x..0x%x, does not lie above the one before"
                .formatted(i, starts[i], ends[i]));
      }
    }
  }

  private boolean holds(int range, long address, long size) {
    // Written so that no sum can overflow, whatever the caller passes for the size.
    return address >= starts[range] && address < ends[range] && size <= ends[range] - address;
  }

  /** How many ranges start at {@code address} or below. */
  private int startingUpTo(long address) {
    int found = Arrays.binarySearch(starts, 0, count, address);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** Moves the ranges from index {@code from} on by {@code by} places. */
  private void shift(int from, int by) {
    System.arraycopy(starts, from, starts, from + by, count - from);
    System.arraycopy(ends, from, ends, from + by, count - from);
    count += by;
  }
}
