package io.github.basicallocator.segregated;

/**
 * The heads of the lists of free blocks, one list or <em>bin</em> for each range of sizes, and how to find
 * the first bin that has a block, in a few instructions.
 *
 * <p>This is the two-level arrangement of Masmano, Ripoll, Crespo and Real, “TLSF: a New Dynamic Memory
 * Allocator for Real-Time Systems” (2004), section 3: sizes are divided by powers of two, and each of these
 * ranges evenly by 16. Below 256 granules (4 KiB) there is a bin for each size, so the fit is the best there
 * is; above, a block is at most a sixteenth larger than the smallest of its bin.
 *
 * <pre>
 *     bin      1    2  …  255 | 256      …    271 | 272      …    287 | …
 *     granules 1    2  …  255 | 256–271  … 496–511| 512–543  … 992–1023| …
 * </pre>
 *
 * <p>A bit for each bin tells whether it has a block, and a bit in {@code summary} for each 64 of those
 * whether any has.
 */
final class Bins {
  /** No block: granule 0 is never handed out. */
  static final int NONE = 0;

  /** No bin: blocks have one granule at least. */
  static final int NO_BIN = 0;

  private static final int EXACT_SHIFT = 8;
  private static final int EXACT = 1 << EXACT_SHIFT;
  private static final int STEPS_SHIFT = 4;

  /** The number of bins, of which the first is never used. */
  static final int COUNT = EXACT + ((31 - EXACT_SHIFT) << STEPS_SHIFT);

  private final int[] heads = new int[COUNT];
  private final long[] nonEmpty = new long[(COUNT + 63) / 64];
  private long summary;

  /** No bin has a block yet. */
  Bins() {}

  /** The bin that a block of so many granules belongs to. */
  static int of(int granules) {
    if (granules < EXACT) {
      return granules;
    }
    int level = 31 - Integer.numberOfLeadingZeros(granules);
    int step = (granules >>> (level - STEPS_SHIFT)) & ((1 << STEPS_SHIFT) - 1);
    return EXACT + ((level - EXACT_SHIFT) << STEPS_SHIFT) + step;
  }

  /** The smallest block that belongs to a bin, in granules. */
  static int smallestOf(int bin) {
    if (bin < EXACT) {
      return bin;
    }
    int level = EXACT_SHIFT + ((bin - EXACT) >>> STEPS_SHIFT);
    int step = (bin - EXACT) & ((1 << STEPS_SHIFT) - 1);
    return (1 << level) + (step << (level - STEPS_SHIFT));
  }

  int head(int bin) {
    return heads[bin];
  }

  void setHead(int bin, int block) {
    heads[bin] = block;
    int word = bin >>> 6;
    if (block != NONE) {
      nonEmpty[word] |= 1L << bin;
      summary |= 1L << word;
    } else {
      nonEmpty[word] &= ~(1L << bin);
      if (nonEmpty[word] == 0) {
        summary &= ~(1L << word);
      }
    }
  }

  /** The first bin from {@code bin} on that has a block, or {@code NO_BIN}. */
  int firstFrom(int bin) {
    int word = bin >>> 6;
    if (word >= nonEmpty.length) {
      return NO_BIN;
    }
    long bits = nonEmpty[word] & (-1L << bin);
    if (bits == 0) {
      long words = summary & (-2L << word);
      if (words == 0) {
        return NO_BIN;
      }
      word = Long.numberOfTrailingZeros(words);
      bits = nonEmpty[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(bits);
  }

  /** Whether the bits tell the truth about a bin; for checks. */
  boolean marked(int bin) {
    boolean marked = (nonEmpty[bin >>> 6] & (1L << bin)) != 0;
    return marked == (heads[bin] != NONE) && ((summary & (1L << (bin >>> 6))) != 0 || !marked);
  }
}
