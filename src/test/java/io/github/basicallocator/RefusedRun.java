package io.github.basicallocator;

import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.MmapException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * The same operations of all kinds every time, on a {@link MagazineAllocator} whose memory comes from a {@link
 * RefusingKernel}. An allocation that fails is tried again when the kernel has memory again.
 */
final class RefusedRun {
  private static final int STEPS = 160;
  private static final int EDGE = 64;
  private static final long MIB = 1 << 20;

  /** Such a block is a mapping of its own. */
  private static final long LARGE = 32 * MIB;

  /** More than is in use at any time. */
  private static final long LIMIT = 1 << 30;

  private record Block(long address, long size, long alignment) {
    void fill() {
      for (long i = 0; i < size; i = next(i)) {
        Memory.putByte(address + i, pattern(i));
      }
    }

    /** Throws if it does not have what a block had that was here, or that was moved here. */
    void verify(long oldAddress, long oldSize) {
      Block old = new Block(oldAddress, oldSize, alignment);
      for (long i = 0; i < Math.min(size, oldSize); i = old.next(i)) {
        if (Memory.getByte(address + i) != old.pattern(i)) {
          throw new AssertionError("byte %d of %s was overwritten".formatted(i, this));
        }
      }
    }

    void verifyZero() {
      for (long i = 0; i < size; i = next(i)) {
        if (Memory.getByte(address + i) != 0) {
          throw new AssertionError("byte %d of %s is not zero".formatted(i, this));
        }
      }
    }

    /** All bytes but those in the middle of a large block, which would only take time. */
    private long next(long i) {
      return i == EDGE && size > 2 * EDGE ? size - EDGE : i + 1;
    }

    private byte pattern(long i) {
      return (byte) ((address >>> 4) * 31 + size + i);
    }
  }

  private final MagazineAllocator allocator =
      new MagazineAllocator(MagazineOptions.DEFAULTS.withLimit(LIMIT));
  private final Random random = new Random(42);
  private final List<Block> live = new ArrayList<>();
  private long errors;

  /** Runs, with the calls from {@code first} to {@code last} refused if nothing fails before. */
  void run(long first, long last) {
    RefusingKernel.refuse(first, last);
    for (int i = 0; i < STEPS; i++) {
      step(i);
    }
    live.forEach(this::free);
    live.clear();
    allocator.check();
    RefusingKernel.refuse(0, 0);
    require(allocator.stats().live() == 0, "memory is in use");
    allocator.trim();
    allocator.check();
    long all = LIMIT - MIB; // what was refused does not count
    allocator.deallocate(allocator.allocate(all), all);
    allocator.close();
  }

  long errors() {
    return errors;
  }

  private void step(int i) {
    int choice = random.nextInt(10);
    if (i % 40 == 39) {
      allocator.trim();
      allocator.check();
    } else if (live.isEmpty() || choice < 5) {
      live.add(allocate());
    } else if (choice < 7) {
      int index = random.nextInt(live.size());
      live.set(index, resize(live.get(index)));
    } else {
      free(live.remove(random.nextInt(live.size())));
    }
  }

  private Block allocate() {
    long size = randomSize();
    long alignment =
        random.nextInt(3) == 0 ? 1L << random.nextInt(23) : Allocator.DEFAULT_ALIGNMENT;
    boolean zeroed = random.nextBoolean();
    long address =
        untilServed(
            () ->
                zeroed
                    ? allocator.allocateZeroed(size, alignment)
                    : allocator.allocate(size, alignment));
    require(address % alignment == 0, "not aligned");
    Block block = new Block(address, size, alignment);
    if (zeroed) {
      block.verifyZero();
    }
    block.fill();
    return block;
  }

  private Block resize(Block block) {
    boolean largeAgain = block.size >= LARGE && random.nextBoolean();
    long size = largeAgain ? randomLargeSize() : randomSize();
    long address =
        untilServed(() -> allocator.reallocate(block.address, block.size, size, block.alignment));
    Block resized = new Block(address, size, block.alignment);
    resized.verify(block.address, block.size);
    resized.fill();
    return resized;
  }

  private void free(Block block) {
    block.verify(block.address, block.size);
    allocator.deallocate(block.address, block.size, block.alignment);
  }

  /** Small, some pages, many pages, or so many that they are a mapping of their own. */
  private long randomSize() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> random.nextInt(2000);
      case 2 -> random.nextInt(1 << 16);
      case 3, 4 -> random.nextInt(3 << 20);
      default -> randomLargeSize();
    };
  }

  private long randomLargeSize() {
    return LARGE + random.nextInt(1 << 23);
  }

  private long untilServed(LongSupplier allocation) {
    long before = allocator.stats().live();
    try {
      return allocation.getAsLong();
    } catch (OutOfMemoryError e) {
      errors++;
      require(e.getCause() instanceof MmapException, "another error: " + e);
      require(allocator.stats().live() == before, "what is in use has changed");
      allocator.check();
      live.forEach(block -> block.verify(block.address, block.size));
      RefusingKernel.refuse(0, 0);
      return allocation.getAsLong();
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
