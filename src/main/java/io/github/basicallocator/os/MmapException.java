package io.github.basicallocator.os;

/** The kernel refused a memory call. Nothing was changed by it. */
public final class MmapException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * A refusal of {@code call}.
   *
   * @param call what was asked, for the message: {@code "mmap of 4096 bytes"}
   * @param errno the kernel's reason, a positive number of {@code <errno.h>}
   */
  public MmapException(String call, int errno) {
    super(call + ": " + Errno.name(errno));
    this.errno = errno;
  }

  /** A refusal for want of memory, by somebody other than the kernel. */
  public static MmapException noMemory(String call) {
    return new MmapException(call, Errno.ENOMEM);
  }

  /** The kernel's reason, a positive number of {@code <errno.h>}. */
  public int errno() {
    return errno;
  }

  /** The name of {@link #errno()}, for instance {@code ENOMEM}. */
  public String errnoName() {
    return Errno.name(errno);
  }
}
