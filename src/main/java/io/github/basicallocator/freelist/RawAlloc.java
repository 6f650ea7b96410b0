package io.github.basicallocator.freelist;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.os.HeapGrower;
import io.github.basicallocator.os.HeapGrower.Growth;
import io.github.basicallocator.os.MmapException;
import org.apache.commons.lang3.Validate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The allocator itself: a {@link BlockList} of what is free, and a {@link HeapGrower} to turn to when
 * nothing free is large enough.
 *
 * <ul>
 *   <li><em>Allocation</em> is first fit (Knuth, “The Art of Computer Programming”, volume 1, section
 *       2.5, algorithm A): the lowest block that is large enough. One of exactly the right size is
 *       unlinked; of a larger one the tail is taken. If there is none, the heap grows by whole pages:
 *       the first bytes of them are handed out, and the rest goes to the list.
 *   <li><em>Deallocation</em> puts the block back where its address belongs, merged with free
 *       neighbours (ibid., algorithm B).
 * </ul>
 *
 * <p>Nothing is written down about a block in use; its size and alignment come back with it.
 *
 * <pre>
 *     I5  Every free block lies in pages that were obtained.
 *     I6  Every byte obtained is either live or free: none is lost, none is counted twice.
 * </pre>
 *
 * <p><b>Errors.</b> A call that throws has changed nothing, with one exception: when the logger throws
 * after growth, the heap has grown by memory that is free. A size or alignment that makes no sense
 * is an {@link IllegalArgumentException}, a refusal by the grower an {@link OutOfMemoryError}, and an
 * attempt to give back what cannot be in use an {@link IllegalStateException}.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> O(n) in the number of free blocks that must be passed;
 * no Java object is made, except when the heap grows.
 */
public final class RawAlloc {
  private static final Logger LOG = LoggerFactory.getLogger(RawAlloc.class);

  private final HeapGrower grower;
  private final BlockList blocks = new BlockList();
  private final PageRanges pages = new PageRanges();
  private final CheckedGrower checkedGrower;
  private long obtainedBytes;
  private long liveBytes;

  /** An allocator with an empty heap; the grower is not asked before the first allocation. */
  public RawAlloc(HeapGrower grower) {
    this.grower = Validate.notNull(grower, "a heap grower is needed");
    checkedGrower = new CheckedGrower(grower, pages);
  }

  // -------------------------------------------------------------------------------------------
  // Allocation

  /**
   * Allocates memory; its contents are undefined.
   *
   * @param size bytes, 0 or more
   * @param alignment bytes, a power of two
   * @return the address of the first byte, a multiple of {@code alignment} and of 16
   */
  public long allocate(long size, long alignment) {
    long address = allocateFromList(size, alignment);
    return address != 0 ? address : allocateFromGrowth(size, alignment);
  }

  /** Allocates as {@link #allocate} does, but only from what is free already; 0 if nothing fits. */
  public long allocateFromList(long size, long alignment) {
    Layout.check(size, alignment);
    long blockSize = Layout.blockSize(size);
    long address = blocks.popFit(blockSize, Math.max(alignment, Layout.GRANULE));
    if (address != 0) {
      liveBytes += blockSize;
    }
    return address;
  }

  /** Allocates as {@link #allocate} does, but from new memory, every byte of which is zero. */
  public long allocateFromGrowth(long size, long alignment) {
    Layout.check(size, alignment);
    long blockSize = Layout.blockSize(size);
    Growth growth = grow(size, alignment);
    long address = Alignment.alignUp(growth.address(), Math.max(alignment, Layout.GRANULE));
    tell(growth, address, blockSize);
    keep(growth.address(), address);
    keep(address + blockSize, growth.address() + growth.size());
    liveBytes += blockSize;
    return address;
  }

  private Growth grow(long size, long alignment) {
    pages.prepareToAdd();
    Growth growth;
    try {
      // Growths start at pages. How far from there the next multiple of a larger alignment is, is
      // chance, so there must be room for all of that.
      long slack = Math.max(alignment - checkedGrower.pageSize(), 0);
      growth = checkedGrower.grow(Layout.blockSize(size) + slack);
    } catch (MmapException e) {
      throw refused(size, alignment, e);
    }
    pages.add(growth.address(), growth.size());
    obtainedBytes += growth.size();
    return growth;
  }

  /** If that fails nobody gets the growth: all of it is free. Nothing else can fail before it is divided. */
  private void tell(Growth growth, long address, long blockSize) {
    try {
      if (LOG.isTraceEnabled()) {
        LOG.trace(
            "  grown by {} bytes at 0x{}; of them {} at 0x{} are taken",
            growth.size(),
            Long.toHexString(growth.address()),
            blockSize,
            Long.toHexString(address));
      }
    } catch (RuntimeException | Error e) {
      blocks.addNew(growth.address(), growth.size());
      throw e;
    }
  }

  /** Puts what a growth has beyond the request into the list. */
  private void keep(long start, long end) {
    if (start < end) {
      blocks.addNew(start, end - start);
    }
  }

  // -------------------------------------------------------------------------------------------
  // Deallocation and resizing

  /**
   * Gives memory back.
   *
   * @param address as {@link #allocate} returned it
   * @param size as it was asked for
   * @param alignment as it was asked for
   */
  public void deallocate(long address, long size, long alignment) {
    Layout.check(address, size, alignment);
    long blockSize = Layout.blockSize(size);
    requireOurs(address, blockSize, alignment);
    blocks.add(address, blockSize);
    liveBytes -= blockSize;
  }

  /**
   * Resizes memory where it is; its contents stay, up to the smaller size. Smaller always works,
   * larger if what lies behind is free.
   *
   * @param address as {@link #allocate} returned it
   * @param oldSize as it was asked for
   * @param newSize bytes, 0 or more
   * @param alignment as it was asked for
   * @return whether the memory now has {@code newSize} bytes; if not, it is as it was
   */
  public boolean resize(long address, long oldSize, long newSize, long alignment) {
    Layout.check(address, oldSize, alignment);
    Layout.check(newSize, alignment);
    long oldBlockSize = Layout.blockSize(oldSize);
    long newBlockSize = Layout.blockSize(newSize);
    requireOurs(address, oldBlockSize, alignment);
    boolean resized = blocks.resize(address, oldBlockSize, newBlockSize);
    if (resized) {
      liveBytes += newBlockSize - oldBlockSize;
    }
    return resized;
  }

  /**
   * Releases every page, whoever may still use it. The allocator is then as new.
   *
   * @throws RuntimeException what the grower throws where it refuses, with further refusals suppressed
   *     in it. All other pages are released; those that were refused count as live, and the next
   *     {@code releaseAll} tries them again.
   */
  public void releaseAll() {
    PageReleaser releaser = new PageReleaser(grower);
    blocks.clear();
    try {
      pages.removeEach(releaser);
    } finally {
      obtainedBytes = pages.totalBytes();
      liveBytes = obtainedBytes;
    }
    releaser.rethrow();
  }

  // -------------------------------------------------------------------------------------------
  // Looking at it

  /** The list of what is free. */
  public BlockList blocks() {
    return blocks;
  }

  /** Bytes obtained from the grower and not released. */
  public long obtainedBytes() {
    return obtainedBytes;
  }

  /** Bytes in use, in whole granules of 16. */
  public long liveBytes() {
    return liveBytes;
  }

  /**
   * Checks I1 to I6, and the ranges of pages. O(n).
   *
   * @throws IllegalStateException naming the first invariant that is broken, and where
   */
  public void check() {
    pages.check();
    blocks.check(pages::contains);
    long free = blocks.stats().size();
    if (pages.totalBytes() != obtainedBytes || liveBytes + free != obtainedBytes) {
      throw new IllegalStateException(
          "I6 broken: %d bytes are live and %d free, but %d were obtained, in ranges of %d in all"
              .formatted(liveBytes, free, obtainedBytes, pages.totalBytes()));
    }
  }

  // -------------------------------------------------------------------------------------------
  // Errors

  private void requireOurs(long address, long blockSize, long alignment) {
    if (!Alignment.isAligned(address, Math.max(alignment, Layout.GRANULE))) {
      throw new IllegalStateException(
          "nothing aligned to %d was allocated at 0x%x".formatted(alignment, address));
    }
    if (!pages.contains(address, blockSize)) {
      throw new IllegalStateException(
          "%d bytes at 0x%x do not lie in the pages of this allocator"
              .formatted(blockSize, address));
    }
  }

  private static OutOfMemoryError refused(long size, long alignment, MmapException reason) {
    OutOfMemoryError error =
        new OutOfMemoryError(
            "cannot allocate %d bytes aligned to %d: %s"
                .formatted(size, alignment, reason.getMessage()));
    error.initCause(reason);
    return error;
  }
}
