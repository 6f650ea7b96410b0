package io.github.basicallocator.segregated;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.os.Constants;
import io.github.basicallocator.os.HugePages;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.Syscall;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.lang3.SystemUtils;

/**
 * Blocks that are too large for a heap: each is a mapping of its own, which comes from the kernel when it is
 * allocated and goes back when it is freed. Such a block can be resized without copying, as the kernel can
 * move pages to other addresses.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> One to three system calls; a Java object for each mapping.
 */
final class Mappings {
  private static final int ANONYMOUS = Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS;
  private static final int READ_WRITE = Constants.PROT_READ | Constants.PROT_WRITE;

  private final Map<Long, Long> sizes = new HashMap<>();
  private final MemoryLimit limit;
  private final boolean hugePages;
  private long totalBytes;

  Mappings(MemoryLimit limit, boolean hugePages) {
    this.limit = limit;
    this.hugePages = hugePages;
  }

  /**
   * Maps {@code size} bytes, all of them zero, at a multiple of {@code alignment}.
   *
   * @throws MmapException if the kernel refuses; then nothing has changed
   */
  long allocate(long size, long alignment) {
    long pages = pages(size);
    limit.take(pages);
    try {
      long address = map(pages, alignment);
      if (hugePages) {
        HugePages.prefer(address, pages);
      }
      note(address, pages);
      return address;
    } catch (MmapException e) {
      limit.giveBack(pages);
      throw e;
    }
  }

  /** A mapping with slack for the alignment, whose parts before and behind are unmapped again. */
  private static long map(long pages, long alignment) {
    long slack = Math.max(alignment - Syscall.pageSize(), 0);
    long start = Syscall.mmap(0, pages + slack, READ_WRITE, ANONYMOUS, -1, 0);
    long address = Alignment.alignUp(start, alignment);
    if (address > start) {
      Syscall.munmap(start, address - start);
    }
    long end = start + pages + slack;
    if (address + pages < end) {
      Syscall.munmap(address + pages, end - address - pages);
    }
    return address;
  }

  /**
   * Unmaps a block.
   *
   * @throws IllegalStateException if there is none of this address and size
   */
  void free(long address, long size) {
    requireOurs(address, size);
    Syscall.munmap(address, pages(size));
    forget(address, pages(size));
    limit.giveBack(pages(size));
  }

  /**
   * Resizes a block, moving its pages if they must.
   *
   * @return its address, or 0 if this cannot be done here
   */
  long resize(long address, long oldSize, long newSize, long alignment) {
    requireOurs(address, oldSize);
    long oldPages = pages(oldSize);
    long newPages = pages(newSize);
    if (oldPages == newPages) {
      return address;
    }
    if (!SystemUtils.IS_OS_LINUX || alignment > Syscall.pageSize()) {
      return 0;
    }
    limit.take(Math.max(newPages - oldPages, 0));
    long moved;
    try {
      moved = Syscall.mremap(address, oldPages, newPages, Constants.MREMAP_MAYMOVE);
    } catch (MmapException e) {
      limit.giveBack(Math.max(newPages - oldPages, 0));
      throw e;
    }
    limit.giveBack(Math.max(oldPages - newPages, 0));
    forget(address, oldPages);
    note(moved, newPages);
    return moved;
  }

  void walk(SegregatedHeap.Visitor visitor) {
    sizes.forEach((address, size) -> visitor.visit(address, size, false));
  }

  boolean isUsed(long address, long size) {
    Long pages = sizes.get(address);
    return pages != null && pages == pages(size);
  }

  long totalBytes() {
    return totalBytes;
  }

  void releaseAll() {
    sizes.forEach(Syscall::munmap);
    sizes.clear();
    limit.giveBack(totalBytes);
    totalBytes = 0;
  }

  private void note(long address, long pages) {
    sizes.put(address, pages);
    totalBytes += pages;
  }

  private void forget(long address, long pages) {
    sizes.remove(address);
    totalBytes -= pages;
  }

  private void requireOurs(long address, long size) {
    if (!isUsed(address, size)) {
      throw new IllegalStateException(
          "there is no block of %d bytes at 0x%x".formatted(size, address));
    }
  }

  private static long pages(long size) {
    return Alignment.alignUp(size, Syscall.pageSize());
  }
}
