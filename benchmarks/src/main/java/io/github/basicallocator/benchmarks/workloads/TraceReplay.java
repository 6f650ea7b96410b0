package io.github.basicallocator.benchmarks.workloads;

import io.github.basicallocator.benchmarks.peers.Slots;
import io.github.basicallocator.benchmarks.peers.Source;
import io.github.basicallocator.samples.replay.Trace;

/**
 * Does what a recorded program did, for any number of runs of it at once.
 *
 * <p>Everything is decoded beforehand, so that replaying makes no object.
 */
public final class TraceReplay {
  /** What is done with the memory, after each operation that gave some. */
  public interface Touch {
    /**
     * @param intact bytes at the start that had been written before
     */
    void touch(long address, int intact, int size);
  }

  private final byte[] kinds;
  private final int[] slotOf;
  private final int[] sizes;
  private final int[] alignments;
  private final int[] alignmentsAtEnd;
  private final int slotCount;
  private final Touch touch;
  private long liveBytes;
  private long peakLiveBytes;

  /**
   * @param mostBytes larger sizes are cut down to this
   */
  public TraceReplay(Trace trace, int mostBytes, Touch touch) {
    this.touch = touch;
    kinds = trace.kinds();
    slotOf = trace.slotOf();
    slotCount = trace.slots();
    sizes = new int[kinds.length];
    alignments = new int[kinds.length];
    alignmentsAtEnd = new int[slotCount];
    for (int i = 0; i < kinds.length; i++) {
      sizes[i] = (int) Math.min(trace.sizes()[i], mostBytes);
      if (kinds[i] == Trace.ALLOCATE || kinds[i] == Trace.CALLOC) {
        alignmentsAtEnd[slotOf[i]] = 1 << trace.log2Alignments()[i];
      }
      alignments[i] = alignmentsAtEnd[slotOf[i]];
    }
  }

  public int operations() {
    return kinds.length;
  }

  /** Empty slots for one run of the program. */
  public Slots slots(Source source) {
    return source.slots(slotCount);
  }

  /** Bytes in use by all runs together, as they were asked for. */
  public long liveBytes() {
    return liveBytes;
  }

  /** The most of {@link #liveBytes} so far. */
  public long peakLiveBytes() {
    return peakLiveBytes;
  }

  /** Replays the operations from {@code start} up to, but not including, {@code end}. */
  public void replay(Slots slots, int start, int end) {
    for (int i = start; i < end; i++) {
      int slot = slotOf[i];
      switch (kinds[i]) {
        case Trace.ALLOCATE -> {
          slots.allocate(slot, sizes[i], alignments[i]);
          gained(slots, slot, 0);
        }
        case Trace.FREE -> {
          liveBytes -= slots.size(slot);
          slots.free(slot, alignments[i]);
        }
        case Trace.REALLOC -> {
          int old = slots.size(slot);
          slots.reallocate(slot, sizes[i], alignments[i]);
          gained(slots, slot, old);
        }
        default -> {
          slots.allocateZeroed(slot, sizes[i], alignments[i]);
          gained(slots, slot, 0);
        }
      }
    }
  }

  /** Frees what is in use after the first {@code end} operations. */
  public void freeAll(Slots slots, int end) {
    int[] last = end == operations() ? alignmentsAtEnd : alignmentsAfter(end);
    for (int slot = 0; slot < slotCount; slot++) {
      if (slots.address(slot) != 0) {
        liveBytes -= slots.size(slot);
        slots.free(slot, last[slot]);
      }
    }
  }

  private int[] alignmentsAfter(int end) {
    int[] last = new int[slotCount];
    for (int i = 0; i < end; i++) {
      last[slotOf[i]] = alignments[i];
    }
    return last;
  }

  private void gained(Slots slots, int slot, int old) {
    int size = slots.size(slot);
    touch.touch(slots.address(slot), Math.min(old, size), size);
    liveBytes += size - old;
    peakLiveBytes = Math.max(peakLiveBytes, liveBytes);
  }
}
