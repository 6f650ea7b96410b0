package io.github.basicallocator.os;

import io.github.basicallocator.memory.Alignment;

/**
 * Grows the heap by pages of virtual memory, asked of the kernel with {@link Syscall#mmap}.
 *
 * <p>A page that is mapped costs nothing yet: the kernel notes that the range is valid, and finds
 * physical memory, filled with zeros, when the page is first touched (a <em>page fault</em>).
 *
 * <p><b>Cost.</b> One system call for each growth and each release.
 */
public final class MmapHeapGrower implements HeapGrower {
  private long pages;
  private long growths;

  /** A grower that has not asked for anything yet. */
  public MmapHeapGrower() {}

  @Override
  public long pageSize() {
    return Syscall.pageSize();
  }

  @Override
  public Growth grow(long size) {
    long wholePages = Alignment.alignUp(size, pageSize());
    long address =
        Syscall.mmap(
            0, // anywhere
            wholePages,
            Constants.PROT_READ | Constants.PROT_WRITE,
            Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS,
            -1, // no file
            0);
    pages += wholePages / pageSize();
    growths++;
    return new Growth(address, wholePages);
  }

  @Override
  public void release(long address, long size) {
    Syscall.munmap(address, size);
    pages -= size / pageSize();
  }

  /** How many pages are held now. */
  public long pages() {
    return pages;
  }

  /** How often the kernel was asked for more, with success. */
  public long growths() {
    return growths;
  }
}
