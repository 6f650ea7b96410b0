package io.github.basicallocator.os;

import io.github.basicallocator.memory.Alignment;

/**
 * Grows the heap by pages of virtual memory, asked of the kernel with {@link Syscall#mmap}.
 *
 * <p>A page that is mapped costs nothing yet: the kernel notes that the range is valid, and finds
 * physical memory, filled with zeros, when the page is first touched (a <em>page fault</em>).
 *
 * <p>Free memory can only be merged where it lies side by side, so each growth asks for the addresses
 * right below the last one: the heap grows downwards, the way Linux lays out mappings itself.
 *
 * <pre>
 *     |&lt;------------------- a hole in the address space ---------------------&gt;|
 *     |                  … 3rd growth | 2nd | 1st |  … other mappings to come |
 *                     &lt;- the heap grows            &lt;- the kernel places others
 * </pre>
 *
 * <p>The addresses are a hint: where they are taken the kernel chooses others, and the heap goes on from
 * there. Mappings of the rest of the process would soon be in the way, so the first growth goes to the
 * middle of a large hole, of which the kernel fills the upper half first. Addresses are plentiful:
 * a process has 2<sup>47</sup> bytes of them.
 *
 * <p><b>Cost.</b> One system call for each growth and each release. The first growth makes two more
 * to find the hole, and the first in the process some five to find out the page size.
 */
public final class MmapHeapGrower implements HeapGrower {
  /** How large the hole should be, in bytes. The heap may outgrow it. */
  private static final long HOLE = 1L << 36;

  private static final int ANONYMOUS = Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS;
  private static final int ANYWHERE = 0;

  private boolean placed;
  private long pages;
  private long growths;

  /** Where the last growth starts, and the next one should end. */
  private long lowest;

  /** A grower that has not asked for anything yet. */
  public MmapHeapGrower() {}

  @Override
  public long pageSize() {
    return Syscall.pageSize();
  }

  @Override
  public Growth grow(long size) {
    if (!placed) {
      placed = true; // at the first attempt, whether it succeeds or not
      lowest = middleOfLargeHole();
    }
    long wholePages = Alignment.alignUp(size, pageSize());
    long hint = Math.max(lowest - wholePages, ANYWHERE);
    int readWrite = Constants.PROT_READ | Constants.PROT_WRITE;
    long address = Syscall.mmap(hint, wholePages, readWrite, ANONYMOUS, -1, 0);
    Growth growth = describe(address, wholePages);
    lowest = address;
    pages += wholePages / pageSize();
    growths++;
    return growth;
  }

  /** If the Java heap is full nobody would ever hear of these pages. */
  private static Growth describe(long address, long size) {
    try {
      return new Growth(address, size);
    } catch (OutOfMemoryError e) {
      Syscall.munmap(address, size);
      throw e;
    }
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

  /** The hole is only looked for, by mapping it and unmapping it again. */
  private static long middleOfLargeHole() {
    long start;
    try {
      start = Syscall.mmap(ANYWHERE, HOLE, Constants.PROT_NONE, ANONYMOUS, -1, 0);
    } catch (MmapException e) {
      return ANYWHERE; // the address space of this process is limited: do without
    }
    Syscall.munmap(start, HOLE);
    return start + HOLE / 2;
  }
}
