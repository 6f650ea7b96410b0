package io.github.basicallocator.os;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages of 2 MiB where there would be 512 of 4 KiB (on x86_64; elsewhere other sizes).
 *
 * <p>The processor translates each address with a table of pages, of which it remembers some thousand entries.
 * With huge pages these reach over gigabytes, and a program that jumps about in its memory rarely waits for the
 * table. The price is memory: the kernel gives a whole huge page where one byte of it is touched, and what was
 * purged of one may come back with it.
 */
public final class HugePages {
  private static final Logger LOG = LoggerFactory.getLogger(HugePages.class);

  private HugePages() {}

  /**
   * Asks the kernel for them in a range of addresses, whole pages, whether there is memory behind them yet or not.
   * It is a wish: a kernel that has none, or has been told to give none, leaves everything as it is.
   */
  public static void prefer(long address, long length) {
    if (Constants.MADV_HUGEPAGE != Constants.NONE) {
      try {
        Syscall.madvise(address, length, Constants.MADV_HUGEPAGE);
      } catch (MmapException e) {
        LOG.debug("no huge pages: {}", e.getMessage());
      }
    }
  }
}
