package io.github.basicallocator.segregated;

/**
 * When a heap gives free memory to the kernel. Memory that is kept costs room; memory that is given and then used
 * again costs a system call and a page fault for each page, thousands of times what an allocation does.
 *
 * <pre>
 *     dirty bytes
 *     more                                    given at once
 *     kept + what was in use lately + 1/2     ─────────────  up to twice that, by regret
 *                                             given slowly, as deallocations pay for it
 *     kept                                    ─────────────
 *                                             stays
 * </pre>
 *
 * <p>So a program that frees blocks of all sizes and allocates others, and whose need goes up and down while it does,
 * is not made to pay for each of these waves; and one whose need has fallen for good has no more than what is kept in
 * the end. What was in use <em>lately</em> is the maximum since eight to sixteen times the memory in use was freed:
 * time is measured by what the program does, so that no clock is read.
 *
 * <p>What deallocations pay for a purge is what it was good for lately. A page that is used again costs a page fault,
 * and was given for nothing; so the price is in proportion to the odds that a purged page is used again. Where nearly
 * every one is, hardly any is purged, just enough to notice when that changes. And as much more is not given at once:
 * up to twice, by <em>regret</em>, the share of purged pages that were used again.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> O(1).
 */
final class PurgePolicy {
  /** Deallocations that pay for the system call, at even odds. */
  private static final int CALL_PRICE = 1 << 10;

  /** Deallocations that pay for a page, at even odds, too. */
  private static final int PAGE_PRICE = 64;

  /** Odds are taken to be at most so many to one. */
  private static final int MOST_ODDS = 32;

  /** What is paid at most: the pages of a larger block are not all touched again soon. */
  private static final int HIGHEST_PRICE = 1 << 20;

  /** What is saved up at most: as much as the highest price, so that every block can be paid for. */
  private static final int MOST_CREDIT = HIGHEST_PRICE;

  /** So that nothing overflows. */
  private static final long LARGEST_KEPT = 1L << 60;

  /** Blocks that are purged by one deallocation when there is too much. */
  private static final int AT_ONCE = 8;

  /** What is paid at least, though no page was used again. */
  private static final int LOWEST_PRICE = CALL_PRICE / 64;

  /** Before any page was purged, so many count as purged, and half of them as used again. */
  private static final int EXPECTED_PAGES = 1 << 8;

  /** Of so many pages it is remembered what became of them; then it is forgotten by half. */
  private static final int REMEMBERED_PAGES = 1 << 16;

  /** A wave is looked back at until so many times the memory in use was freed, or twice that. */
  private static final int WAVE = 8;

  private final long keptBytes;
  private final int keptShift;
  private int credit;
  private long freedBytes;
  private long peak;
  private long formerPeak;
  private long purgedPages = EXPECTED_PAGES;
  private long reusedPages = EXPECTED_PAGES / 2;

  /**
   * A policy for one heap.
   *
   * @param keptBytes free memory that stays dirty in any case
   * @param keptShift the share of the memory in use that may be dirty beyond that: it is divided by two so
   *     many times
   */
  PurgePolicy(long keptBytes, int keptShift) {
    this.keptBytes = Math.min(keptBytes, LARGEST_KEPT);
    this.keptShift = keptShift;
  }

  /** Dirty bytes that stay. */
  long kept(long usedBytes) {
    return keptBytes + (usedBytes >>> keptShift);
  }

  /** Dirty bytes that stay while the heap grows: what does not serve now is not worth more memory than ever before. */
  long keptWhileGrowing() {
    return keptBytes;
  }

  /**
   * The number of free blocks to purge now that so many blocks were freed.
   *
   * @param size the bytes that were freed
   * @param blocks the deallocations that did it
   * @param pages the dirty pages of the block that is the first to be purged
   */
  int blocksToPurge(long size, int blocks, long usedBytes, long dirtyBytes, int pages) {
    noteWave(size, usedBytes);
    credit = Math.min(credit + blocks, MOST_CREDIT);
    long surplus = dirtyBytes - kept(usedBytes);
    if (surplus <= 0) {
      return 0;
    }
    long back = Math.max(peak, formerPeak) - usedBytes;
    long slack = back + usedBytes / 2;
    if (surplus > slack + slack / purgedPages * reusedPages) {
      return AT_ONCE * blocks;
    }
    long price = price(pages);
    int affordable = (int) Math.min(credit / price, blocks);
    credit -= (int) (affordable * price);
    return affordable;
  }

  private long price(int pages) {
    long atEvenOdds = CALL_PRICE + (long) PAGE_PRICE * pages;
    long notReused = Math.max(purgedPages - reusedPages, purgedPages / MOST_ODDS);
    return Math.min(Math.max(atEvenOdds * reusedPages / notReused, LOWEST_PRICE), HIGHEST_PRICE);
  }

  /** So many pages were purged. */
  void notePurged(long pages) {
    purgedPages += pages;
    while (purgedPages > REMEMBERED_PAGES) {
      purgedPages /= 2;
      reusedPages /= 2;
    }
  }

  /** So many pages that had been purged are used again; below 0, so many were noted that had not. */
  void noteReused(long pages) {
    reusedPages = Math.max(0, Math.min(reusedPages + pages, purgedPages));
  }

  private void noteWave(long size, long usedBytes) {
    freedBytes += size;
    if (freedBytes > WAVE * usedBytes) {
      freedBytes = 0;
      formerPeak = peak;
      peak = 0;
    }
    peak = Math.max(peak, usedBytes);
  }
}
