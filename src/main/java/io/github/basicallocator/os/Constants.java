package io.github.basicallocator.os;

import org.apache.commons.lang3.SystemUtils;

/**
 * The numbers of {@code <sys/mman.h>}: arguments of the calls in {@link Syscall}.
 *
 * <p>They are not the same everywhere. Where macOS differs from Linux the number is chosen here, and
 * nowhere else.
 */
public final class Constants {
  private static final boolean MAC = SystemUtils.IS_OS_MAC;

  /** Protection: any access is a fault. The range is only reserved. */
  public static final int PROT_NONE = 0;

  /** Protection: the pages can be read. */
  public static final int PROT_READ = 1;

  /** Protection: the pages can be written. */
  public static final int PROT_WRITE = 2;

  /** Mapping: changes are private to this process. */
  public static final int MAP_PRIVATE = 0x02;

  /** Mapping: zeroed memory that no file stands behind. */
  public static final int MAP_ANONYMOUS = MAC ? 0x1000 : 0x20;

  /** Advice: forget any other advice. */
  public static final int MADV_NORMAL = 0;

  /**
   * Advice: the contents will not be needed again. Linux drops the pages at once and gives zeroed
   * ones at the next access; elsewhere the contents may come back.
   */
  public static final int MADV_DONTNEED = 4;

  /** {@code mremap}: the kernel may move the pages to another address. Linux only. */
  public static final int MREMAP_MAYMOVE = 1;

  private Constants() {}
}
