package io.github.basicallocator.segregated;

import io.github.basicallocator.os.AddressRange;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.Syscall;

/**
 * Takes the memory behind whole pages of large free blocks, and leaves the addresses: the kernel has the memory
 * for others, and gives zeroed pages when these are touched again.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> A system call for each block, which takes longer the more pages there are.
 */
final class Purger {
  private final AddressRange heap;
  private final FreeBlocks blocks;
  private final PageTable pages;
  private final long pageSize = Syscall.pageSize();

  Purger(AddressRange heap, FreeBlocks blocks, PageTable pages) {
    this.heap = heap;
    this.blocks = blocks;
    this.pages = pages;
  }

  /**
   * Purges the blocks that have been dirty for longest, until no more than {@code kept} bytes are dirty; but at most
   * {@code count} blocks.
   */
  void purge(long kept, int count) {
    for (int i = 0; i < count && dirtyBytes() > kept; i++) {
      if (!purge(pages.oldest())) {
        return;
      }
    }
  }

  private boolean purge(int block) {
    int fromPage = pages.startOfWhole(block);
    int toPage = pages.endOfWhole(block + blocks.size(block));
    int first = pages.firstDirtyPage(fromPage, toPage);
    try {
      heap.purge(heap.start() + first * pageSize, (toPage - first) * pageSize);
    } catch (MmapException e) {
      return false; // locked in memory, or the kernel has no room to note it: they stay dirty
    }
    pages.purged(block, fromPage, toPage);
    return true;
  }

  /** Bytes that could be purged: whole pages in free blocks that take memory. */
  long dirtyBytes() {
    return pages.dirtyFreePages() * pageSize;
  }

  /** Bytes of whole pages in free blocks that take none: never touched, or purged. */
  long purgedBytes() {
    return pages.cleanFreePages() * pageSize;
  }

  /** Bytes that were purged and then used again, since this was last asked. Roughly. */
  long takeRefaulted() {
    return pages.takeRefaulted() * pageSize;
  }
}
