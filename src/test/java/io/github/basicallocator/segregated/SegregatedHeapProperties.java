package io.github.basicallocator.segregated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.freelist.RawAlloc;
import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.MmapHeapGrower;
import io.github.basicallocator.os.Syscall;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The heap beside the simple allocator, which is its oracle: the same operations, with the same contents, and
 * both structures valid after every step.
 */
class SegregatedHeapProperties {
  private record Block(long address, long reference, long size) {}

  private final TreeMap<Long, Long> used = new TreeMap<>();
  private final List<Block> blocks = new ArrayList<>();

  @Property(tries = 60)
  void behavesLikeTheFreeList(@ForAll long seed) {
    Random random = new Random(seed);
    SegregatedHeap heap =
        new SegregatedHeap(SegregatedHeap.MAX_SIZE, new MemoryLimit(Long.MAX_VALUE));
    RawAlloc reference = new RawAlloc(new MmapHeapGrower());
    try {
      for (int step = 0; step < 300; step++) {
        step(heap, reference, random);
        heap.check();
        reference.check();
        assertEquals(reference.liveBytes(), heap.usedBytes());
        assertEquals(heap.usedBytes(), walkedBytes(heap));
      }
      while (!blocks.isEmpty()) {
        free(heap, reference, random);
      }
      assertEquals(0, heap.usedBytes());
      heap.trimSlabs();
      heap.check();
    } finally {
      used.clear();
      blocks.clear();
      heap.release();
      reference.releaseAll();
    }
  }

  private void step(SegregatedHeap heap, RawAlloc reference, Random random) {
    int choice = random.nextInt(10);
    if (choice == 0) {
      heap.purger().purge(random.nextInt(1 << 16), 3);
    } else if (choice == 1) {
      heap.shrink();
    } else if (choice == 2 && !blocks.isEmpty()) {
      resize(heap, reference, random);
    } else if (choice < 6 && !blocks.isEmpty()) {
      free(heap, reference, random);
    } else if (choice < 8) {
      allocateSmall(heap, reference, random);
    } else {
      allocate(heap, reference, random);
    }
  }

  private void allocate(SegregatedHeap heap, RawAlloc reference, Random random) {
    long size = Layout.GRANULE * (1 + random.nextInt(1 << random.nextInt(1, 12)));
    long alignment = random.nextInt(4) == 0 ? 1L << random.nextInt(17) : 1;
    long address = heap.allocate(size, alignment);
    assertEquals(0, address % Math.max(alignment, Layout.GRANULE));
    if (heap.isFresh()) {
      long page = Syscall.pageSize();
      for (long i = Alignment.alignUp(address, page);
          i < Alignment.alignDown(address + size, page);
          i += 8) {
        assertEquals(0, Memory.getLong(i));
      }
    }
    take(address, size);
    Block block = new Block(address, reference.allocate(size, alignment), size);
    fill(block, random.nextLong(), 0);
    blocks.add(block);
  }

  /** Many at once, so that slabs become full. */
  private void allocateSmall(SegregatedHeap heap, RawAlloc reference, Random random) {
    long size = Layout.GRANULE * (1 + random.nextInt(Slabs.LARGEST));
    long[] addresses = new long[1 + random.nextInt(20)];
    int count = heap.allocateSmall(size, addresses.length, addresses);
    assertTrue(count > 0 && count <= addresses.length);
    for (int i = 0; i < count; i++) {
      take(addresses[i], size);
      Block block = new Block(addresses[i], reference.allocate(size, 1), size);
      fill(block, random.nextLong(), 0);
      blocks.add(block);
    }
  }

  private static long walkedBytes(SegregatedHeap heap) {
    long[] used = new long[1];
    heap.walk((address, size, free) -> used[0] += free ? 0 : size);
    return used[0];
  }

  private void free(SegregatedHeap heap, RawAlloc reference, Random random) {
    Block block = blocks.remove(random.nextInt(blocks.size()));
    verify(block, block.size());
    used.remove(block.address());
    heap.free(block.address(), block.size());
    reference.deallocate(block.reference(), block.size(), 1);
  }

  private void resize(SegregatedHeap heap, RawAlloc reference, Random random) {
    int index = random.nextInt(blocks.size());
    Block block = blocks.get(index);
    long newSize = Layout.GRANULE * (1 + random.nextInt(2 * Granules.of(block.size())));
    if (heap.resize(block.address(), block.size(), newSize)) {
      used.remove(block.address());
      take(block.address(), newSize);
      long moved = reference.allocate(newSize, 1);
      Memory.copy(block.reference(), moved, Math.min(block.size(), newSize));
      reference.deallocate(block.reference(), block.size(), 1);
      Block resized = new Block(block.address(), moved, newSize);
      verify(resized, Math.min(block.size(), newSize));
      fill(resized, random.nextLong(), block.size());
      blocks.set(index, resized);
    }
  }

  /** Notes the block, which must not overlap any other. */
  private void take(long address, long size) {
    var below = used.lowerEntry(address + size);
    assertTrue(below == null || below.getValue() <= address, "blocks overlap");
    used.put(address, address + size);
  }

  private static void fill(Block block, long value, long from) {
    for (long i = Math.min(from, block.size()); i < block.size(); i += 8) {
      Memory.putLong(block.address() + i, value ^ i);
      Memory.putLong(block.reference() + i, value ^ i);
    }
  }

  private static void verify(Block block, long size) {
    for (long i = 0; i < size; i += 8) {
      assertEquals(Memory.getLong(block.reference() + i), Memory.getLong(block.address() + i));
    }
  }
}
