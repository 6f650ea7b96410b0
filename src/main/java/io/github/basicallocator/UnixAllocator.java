package io.github.basicallocator;

import io.github.basicallocator.freelist.RawAlloc;
import io.github.basicallocator.freelist.Stats;
import io.github.basicallocator.freelist.Validity;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.memory.SpinLock;
import io.github.basicallocator.os.HeapGrower;
import io.github.basicallocator.os.MmapHeapGrower;

/**
 * The allocator to learn from: one list of free blocks ({@link RawAlloc}), one lock around it.
 *
 * <p>Nothing is asked of the kernel before the first allocation, and nothing given back to it before
 * {@link #close()}.
 *
 * <p><b>Errors</b>, beyond those of {@link Allocator}: giving back memory that is free already, that
 * lies outside the pages of this allocator, or whose address cannot be one it returned, is an {@link
 * IllegalStateException} and changes nothing. What is <em>not</em> noticed is memory given back with
 * the wrong size, as long as none of it is free.
 *
 * <p><b>Cost.</b> Allocation and deallocation are O(n) in the number of free blocks below the address
 * in question. One {@link SpinLock} is held while the list is searched, but not while memory is
 * filled or copied. The kernel is called when no free block fits, and by {@code close()}.
 *
 * <p><b>Thread safety.</b> All state is in {@code raw} and {@code closed}, which are read and written
 * under {@code lock} only; it is the only lock, and no other is taken under it. The logger is called
 * under it when tracing is on: a logging back end that itself allocates from this allocator would
 * wait for ever.
 */
public final class UnixAllocator implements Allocator {
  private final SpinLock lock = new SpinLock();
  private final RawAlloc raw;
  private boolean closed;

  /** An allocator on pages from the kernel. */
  public UnixAllocator() {
    this(new MmapHeapGrower());
  }

  /** An allocator on memory from {@code grower}, which nobody else may use from now on. */
  public UnixAllocator(HeapGrower grower) {
    raw = new RawAlloc(grower);
  }

  @Override
  public long allocate(long size, long alignment) {
    lock.lock();
    try {
      return open().allocate(size, alignment);
    } finally {
      lock.unlock();
    }
  }

  /** {@inheritDoc} Pages obtained for this very request are zero already, and are not touched. */
  @Override
  public long allocateZeroed(long size, long alignment) {
    long address;
    lock.lock();
    try {
      address = open().allocateFromList(size, alignment);
      if (address == 0) {
        return open().allocateFromGrowth(size, alignment);
      }
    } finally {
      lock.unlock();
    }
    Memory.fill(address, size, (byte) 0);
    return address;
  }

  /**
   * {@inheritDoc} Shrinking never moves, and neither does growing into free memory right behind.
   * Otherwise there are for a moment both the old memory and the new.
   */
  @Override
  public long reallocate(long address, long oldSize, long newSize, long alignment) {
    lock.lock();
    try {
      if (open().resize(address, oldSize, newSize, alignment)) {
        return address;
      }
    } finally {
      lock.unlock();
    }
    long moved = allocate(newSize, alignment);
    Memory.copy(address, moved, oldSize);
    try {
      deallocate(address, oldSize, alignment);
    } catch (RuntimeException | Error e) {
      deallocateAfter(e, moved, newSize, alignment); // the caller will not hear of it
      throw e;
    }
    return moved;
  }

  private void deallocateAfter(Throwable failure, long address, long size, long alignment) {
    try {
      deallocate(address, size, alignment);
    } catch (RuntimeException | Error e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void deallocate(long address, long size, long alignment) {
    lock.lock();
    try {
      open().deallocate(address, size, alignment);
    } finally {
      lock.unlock();
    }
  }

  /** Counts what is wrong with the free list; nothing, if nobody wrote where it should not. O(n). */
  public Validity validity() {
    lock.lock();
    try {
      return open().blocks().validity();
    } finally {
      lock.unlock();
    }
  }

  /** Counts the blocks of the free list, and their bytes. O(n). */
  public Stats freeList() {
    lock.lock();
    try {
      return open().blocks().stats();
    } finally {
      lock.unlock();
    }
  }

  /** {@inheritDoc} O(1). */
  @Override
  public AllocatorStats stats() {
    lock.lock();
    try {
      long obtained = open().obtainedBytes();
      long live = raw.liveBytes();
      return new AllocatorStats(live, 0, obtained - live, obtained, obtained, 0);
    } finally {
      lock.unlock();
    }
  }

  /** {@inheritDoc} O(n). */
  @Override
  public void check() {
    lock.lock();
    try {
      open().check();
    } finally {
      lock.unlock();
    }
  }

  /** {@inheritDoc} This allocator has none to give: pages go back to the kernel by {@link #close()}. */
  @Override
  public long trim() {
    lock.lock();
    try {
      open();
      return 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      raw.releaseAll(); // again, where the kernel refused the first time
    } finally {
      lock.unlock();
    }
  }

  private RawAlloc open() {
    if (closed) {
      throw new IllegalStateException("this allocator is closed");
    }
    return raw;
  }
}
