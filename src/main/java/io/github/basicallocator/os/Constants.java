package io.github.basicallocator.os;

import java.lang.annotation.Native;
import org.apache.commons.lang3.ArchUtils;
import org.apache.commons.lang3.SystemUtils;

/**
 * The numbers of {@code <sys/mman.h>}: arguments of the calls in {@link Syscall}.
 *
 * <p>They are not the same everywhere. Where systems differ the number is chosen here, and nowhere
 * else, and {@link #NONE} stands for what a system does not have. When the native library is compiled,
 * {@code constants.c} compares all of them with the system's own header: a platform whose numbers
 * are others is refused then, and not by surprising effects later.
 */
public final class Constants {
  /** Protection: any access is a fault. The range is only reserved. */
  @Native public static final int PROT_NONE = 0;

  /** Protection: the pages can be read. */
  @Native public static final int PROT_READ = 1;

  /** Protection: the pages can be written. */
  @Native public static final int PROT_WRITE = 2;

  /** Mapping: changes are private to this process. */
  @Native public static final int MAP_PRIVATE = 0x02;

  /** Mapping: exactly at the given address, <em>in place of</em> whatever is mapped there. */
  @Native public static final int MAP_FIXED = 0x10;

  /** Mapping: zeroed memory that no file stands behind. */
  public static final int MAP_ANONYMOUS = choose(Linux.MAP_ANONYMOUS, MacOs.MAP_ANONYMOUS);

  /** Mapping: no swap space is set aside for it, so that writing to it may end the process. */
  public static final int MAP_NORESERVE =
      choose(isPower() ? Linux.POWER_MAP_NORESERVE : Linux.MAP_NORESERVE, MacOs.MAP_NORESERVE);

  /** Advice: forget any other advice. */
  @Native public static final int MADV_NORMAL = 0;

  /**
   * Advice: the contents will not be needed again. Linux drops the pages at once and gives zeroed
   * ones at the next access; on macOS this is a mere hint, and the contents stay.
   */
  @Native public static final int MADV_DONTNEED = 4;

  /**
   * Advice: the contents may be dropped when memory is short. Until the next write to a page both its
   * old contents and zeros may be read from it.
   */
  public static final int MADV_FREE = choose(Linux.MADV_FREE, MacOs.MADV_FREE);

  /** Advice: use huge pages for this range. Linux only. */
  public static final int MADV_HUGEPAGE = choose(Linux.MADV_HUGEPAGE, Constants.NONE);

  /** Advice: use no huge pages for this range. Linux only. */
  public static final int MADV_NOHUGEPAGE = choose(Linux.MADV_NOHUGEPAGE, Constants.NONE);

  /** {@code mremap}: the kernel may move the pages to another address. Linux only, as is the call. */
  public static final int MREMAP_MAYMOVE = choose(Linux.MREMAP_MAYMOVE, Constants.NONE);

  /** The number of an advice or flag that this system does not have; the kernel refuses it, EINVAL. */
  public static final int NONE = -1;

  /** Linux has these numbers on nearly all processors, and on all that are supported. */
  private static final class Linux {
    @Native static final int MAP_ANONYMOUS = 0x20;
    @Native static final int MAP_NORESERVE = 0x4000;
    @Native static final int POWER_MAP_NORESERVE = 0x40;
    @Native static final int MADV_FREE = 8;
    @Native static final int MADV_HUGEPAGE = 14;
    @Native static final int MADV_NOHUGEPAGE = 15;
    @Native static final int MREMAP_MAYMOVE = 1;
  }

  private static final class MacOs {
    @Native static final int MAP_ANONYMOUS = 0x1000;
    @Native static final int MAP_NORESERVE = 0x40;

    @Native
    static final int MADV_FREE = 5; // which is why Linux's number would not do: 8 means “reuse”
  }

  private Constants() {}

  private static int choose(int linux, int macOs) {
    return SystemUtils.IS_OS_MAC ? macOs : linux;
  }

  private static boolean isPower() {
    return ArchUtils.getProcessor() != null && ArchUtils.getProcessor().isPPC();
  }
}
