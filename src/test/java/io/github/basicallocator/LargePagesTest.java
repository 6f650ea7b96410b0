package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.os.Constants;
import io.github.basicallocator.os.HeapGrower;
import io.github.basicallocator.os.Syscall;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The allocator on pages that are larger than this system's, perhaps. What the kernel itself does with
 * such pages is tested on kernels that have them, by {@code just test-platforms}.
 */
class LargePagesTest {
  @Nested
  class Of16KiB extends AllocatorContract {
    @Override
    Allocator create() {
      return new UnixAllocator(new LargePageGrower(16 << 10));
    }
  }

  @Nested
  class Of64KiB extends AllocatorContract {
    @Override
    Allocator create() {
      return new UnixAllocator(new LargePageGrower(64 << 10));
    }

    @Test
    void growthIsByOnePageAndServesManyBlocks() {
      try (Allocator allocator = create()) {
        for (int i = 0; i < 4096; i++) {
          allocator.allocate(16);
        }
        assertEquals(64 << 10, allocator.stats().committed());
        allocator.allocate(1);
        assertEquals(128 << 10, allocator.stats().committed());
      }
    }
  }

  /** Maps one page more than is asked for, and unmaps what is outside the aligned part. */
  private record LargePageGrower(long pageSize) implements HeapGrower {
    @Override
    public Growth grow(long size) {
      long wholePages = Alignment.alignUp(size, pageSize);
      int readWrite = Constants.PROT_READ | Constants.PROT_WRITE;
      int anonymous = Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS;
      long mapped = Syscall.mmap(0, wholePages + pageSize, readWrite, anonymous, -1, 0);
      long start = Alignment.alignUp(mapped, pageSize);
      unmap(mapped, start - mapped);
      unmap(start + wholePages, mapped + pageSize - start);
      return new Growth(start, wholePages);
    }

    @Override
    public void release(long address, long size) {
      unmap(address, size);
    }

    private static void unmap(long address, long size) {
      if (size > 0) {
        Syscall.munmap(address, size);
      }
    }
  }
}
