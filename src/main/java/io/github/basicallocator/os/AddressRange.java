package io.github.basicallocator.os;

import io.github.basicallocator.memory.Alignment;
import org.apache.commons.lang3.SystemUtils;

/**
 * A range of addresses that is reserved as a whole and given memory from its start on, as it is needed.
 *
 * <p>Addresses are plentiful and memory is not. A <em>reserved</em> page is an address that nobody else
 * gets, and any access to it is a fault; a <em>committed</em> one may be used, and the kernel has promised
 * memory for it; a <em>resident</em> one has been touched and takes memory. To <em>purge</em> pages takes
 * their memory and leaves them committed.
 *
 * <pre>
 *     start                    committedEnd                          end
 *     |  committed               |  reserved                          |
 *     |  resident ░░ purged ░░░  |                                    |
 * </pre>
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> Every method but the getters is one system call, two where
 * committing a larger step was refused.
 */
public final class AddressRange {
  /** Memory is committed in steps of so many bytes: fewer system calls, and nothing becomes resident. */
  private static final long STEP = 1L << 20;

  private static final int ANONYMOUS = Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS;
  private static final int READ_WRITE = Constants.PROT_READ | Constants.PROT_WRITE;

  private final long start;
  private final long size;
  private long committed;
  private boolean hugePages;

  private AddressRange(long start, long size) {
    this.start = start;
    this.size = size;
  }

  /**
   * Reserves {@code size} bytes, rounded up to whole pages.
   *
   * @throws MmapException if there is no such range left
   */
  public static AddressRange reserve(long size) {
    long pages = Alignment.alignUp(size, Syscall.pageSize());
    long start = Syscall.mmap(0, pages, Constants.PROT_NONE, ANONYMOUS, -1, 0);
    return new AddressRange(start, pages);
  }

  /** The first address, a multiple of the page size. */
  public long start() {
    return start;
  }

  /** All bytes, reserved or committed. */
  public long size() {
    return size;
  }

  /** The bytes from the start on that may be used. */
  public long committed() {
    return committed;
  }

  /**
   * Commits at least the first {@code bytes} bytes; what is new is zero.
   *
   * @throws MmapException if the kernel refuses; then nothing has changed
   */
  public void commit(long bytes) {
    if (bytes <= committed) {
      return;
    }
    long step = Math.min(Alignment.alignUp(bytes, STEP), size);
    try {
      commitUpTo(step);
    } catch (MmapException e) {
      long least = Alignment.alignUp(bytes, Syscall.pageSize());
      if (least == step) {
        throw e;
      }
      commitUpTo(least);
    }
  }

  private void commitUpTo(long bytes) {
    Syscall.mprotect(start + committed, bytes - committed, READ_WRITE);
    committed = bytes;
  }

  /**
   * Takes the memory behind whole pages; they stay committed, and are zero when next touched.
   *
   * @throws MmapException if the kernel refuses; then they are as they were
   */
  public void purge(long address, long length) {
    if (SystemUtils.IS_OS_LINUX) {
      Syscall.madvise(address, length, Constants.MADV_DONTNEED);
    } else {
      replace(address, length, READ_WRITE); // elsewhere advice may leave the old contents
    }
  }

  /** Asks for huge pages behind these addresses, those included that are committed later. */
  public void preferHugePages() {
    hugePages = true;
    HugePages.prefer(start, size);
  }

  /**
   * Goes back to the first {@code bytes} bytes, rounded up to whole pages; the rest is only reserved.
   *
   * @throws MmapException if the kernel refuses; then nothing has changed
   */
  public void uncommit(long bytes) {
    long kept = Alignment.alignUp(bytes, Syscall.pageSize());
    if (kept < committed) {
      replace(start + kept, committed - kept, Constants.PROT_NONE);
      if (hugePages) { // which the kernel was asked for the old mapping
        HugePages.prefer(start + kept, committed - kept);
      }
      committed = kept;
    }
  }

  /** Gives the addresses back. */
  public void release() {
    Syscall.munmap(start, size);
  }

  /** A new mapping in the place of the old one: the only way to take back the promise of memory. */
  private static void replace(long address, long length, int protection) {
    Syscall.mmap(address, length, protection, ANONYMOUS | Constants.MAP_FIXED, -1, 0);
  }
}
