package io.github.basicallocator.samples.replay;

/**
 * A recorded run of a program, as arrays of what it did, operation by operation. No object is made
 * when it is replayed.
 *
 * @param name for messages
 * @param operations how many there are
 * @param slots how many blocks are in use at a time, at most; each has a slot
 * @param peakLive the most bytes in use at a time, as they were asked for
 * @param kinds what to do, one of the constants below
 * @param slotOf which block to do it with
 * @param sizes bytes; unused by {@link #FREE}
 * @param log2Alignments of what {@link #ALLOCATE} and {@link #CALLOC} ask for
 */
public record Trace(
    String name,
    int operations,
    int slots,
    long peakLive,
    byte[] kinds,
    int[] slotOf,
    long[] sizes,
    byte[] log2Alignments) {
  public static final byte ALLOCATE = 0;
  public static final byte FREE = 1;
  public static final byte REALLOC = 2;
  public static final byte CALLOC = 3;

  /** How many operations it takes until the most bytes are in use. */
  int operationsToPeak() {
    long[] sizeOf = new long[slots];
    long live = 0;
    int i = 0;
    while (live < peakLive) {
      long size = kinds[i] == FREE ? 0 : sizes[i];
      live += size - sizeOf[slotOf[i]];
      sizeOf[slotOf[i]] = size;
      i++;
    }
    return i;
  }
}
