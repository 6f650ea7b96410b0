package io.github.basicallocator.samples.replay;

import java.util.Arrays;

/**
 * Which slots are in use, and the bytes in them. An allocation gets the slot that was freed last, and
 * if there is none a new one.
 */
final class TraceSlots {
  private static final long EMPTY = -1;

  private long[] sizes = new long[64];
  private int count;
  private int[] freed = new int[64];
  private int freedCount;
  private long liveBytes;
  private long peakLiveBytes;

  /** Fills the slot that is next, and returns it. */
  int take(long size) {
    int slot = freedCount > 0 ? freed[--freedCount] : add();
    set(slot, size);
    return slot;
  }

  void resize(int slot, long size) {
    liveBytes -= sizes[slot];
    set(slot, size);
  }

  void free(int slot) {
    liveBytes -= sizes[slot];
    sizes[slot] = EMPTY;
    if (freedCount == freed.length) {
      freed = Arrays.copyOf(freed, freedCount * 2);
    }
    freed[freedCount++] = slot;
  }

  /** How many slots there are, in use or not. */
  int count() {
    return count;
  }

  boolean isEmpty(int slot) {
    return sizes[slot] == EMPTY;
  }

  /** The most bytes in use so far. */
  long peakLiveBytes() {
    return peakLiveBytes;
  }

  private int add() {
    if (count == sizes.length) {
      sizes = Arrays.copyOf(sizes, count * 2);
    }
    return count++;
  }

  private void set(int slot, long size) {
    sizes[slot] = size;
    liveBytes += size;
    peakLiveBytes = Math.max(peakLiveBytes, liveBytes);
  }
}
