package io.github.basicallocator.os;

/**
 * Finds out the page size, by experiment: the kernel changes the protection of whole pages only, and
 * refuses an address that is not the start of one with {@code EINVAL}. So the first power of two at
 * which it does not refuse is the page size.
 *
 * <p>The usual way is to ask the C library, which remembers what the kernel told it when the process
 * started; but the assembly back end does without a C library, and this works for both.
 */
final class PageSize {
  /** Larger than any page in use: 4 KiB nearly everywhere, 16 and 64 KiB on some aarch64 systems. */
  private static final long LARGEST = 1L << 20;

  /**
   * The answer, or 0 as long as nobody has asked with success. Not found out by a static initialiser:
   * one probe that the kernel refuses would then be an error for ever. Threads that ask at the same
   * time may each probe; they find the same.
   */
  private static volatile long bytes;

  private PageSize() {}

  /**
   * The size of a page in bytes.
   *
   * @throws MmapException if the kernel refuses the pages that the experiment needs
   */
  static long bytes() {
    long known = bytes;
    if (known == 0) {
      known = probe();
      bytes = known;
    }
    return known;
  }

  private static long probe() {
    long address =
        Syscall.mmap(
            0,
            2 * LARGEST,
            Constants.PROT_NONE,
            Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS,
            -1,
            0);
    try {
      for (long size = 1024; size <= LARGEST; size *= 2) {
        if (isPageBoundary(address + size)) {
          return size;
        }
      }
      throw new IllegalStateException("no page size up to " + LARGEST + " bytes fits this kernel");
    } finally {
      Syscall.munmap(address, 2 * LARGEST);
    }
  }

  private static boolean isPageBoundary(long address) {
    try {
      Syscall.mprotect(address, 1, Constants.PROT_NONE);
      return true;
    } catch (MmapException e) {
      if (e.errno() == Errno.EINVAL) {
        return false;
      }
      throw e;
    }
  }
}
