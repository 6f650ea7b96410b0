package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.ToyHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@link RawAlloc} beside a model so simple that it must be right: a sorted map of what is in use.
 * Every block is filled with a byte of its own. After each operation the allocator must hold its
 * invariants, agree about what is live, and have changed no byte that is in use.
 */
final class RawAllocModel {
  /** One step of a sequence; {@code choice} picks a live block, where the step needs one. */
  record Operation(Kind kind, int choice, long size, long alignment) {
    enum Kind {
      ALLOCATE,
      DEALLOCATE,
      RESIZE
    }
  }

  private record Used(long size, long alignment, byte fill) {}

  private final ToyHeap heap;
  private final RawAlloc raw;
  private final TreeMap<Long, Used> used = new TreeMap<>();
  private byte nextFill = 1;

  RawAllocModel(ToyHeap heap) {
    this.heap = heap;
    this.raw = new RawAlloc(heap);
  }

  void apply(Operation operation) {
    switch (operation.kind()) {
      case ALLOCATE -> allocate(operation.size(), operation.alignment());
      case DEALLOCATE -> deallocate(operation.choice());
      case RESIZE -> resize(operation.choice(), operation.size());
    }
    check();
  }

  void freeAll() {
    while (!used.isEmpty()) {
      deallocate(0);
      check();
    }
    // All pages of a toy heap lie side by side: what is free has become one block again.
    assertEquals(heap.used() == 0 ? 0 : 1, raw.blocks().stats().length());
    assertEquals(heap.used(), raw.blocks().stats().size());
  }

  /** Frees a block behind the model's back. */
  void forget(int choice) {
    long address = address(choice);
    raw.deallocate(address, used.get(address).size(), used.get(address).alignment());
  }

  private void allocate(long size, long alignment) {
    String before = raw.blocks().toString();
    long address;
    try {
      address = raw.allocate(size, alignment);
    } catch (OutOfMemoryError e) {
      assertEquals(before, raw.blocks().toString());
      return;
    }
    assertTrue(Alignment.isAligned(address, Math.max(alignment, Layout.GRANULE)));
    assertTrue(address >= heap.address());
    assertTrue(address + size <= heap.address() + heap.used());
    Map.Entry<Long, Used> below = used.floorEntry(address);
    Map.Entry<Long, Used> above = used.ceilingEntry(address);
    assertTrue(below == null || end(below) <= address, "overlaps the block below");
    assertTrue(above == null || address + Layout.blockSize(size) <= above.getKey(), "above");
    put(address, size, alignment);
  }

  private void deallocate(int choice) {
    if (!used.isEmpty()) {
      long address = address(choice);
      Used block = used.remove(address);
      raw.deallocate(address, block.size(), block.alignment());
    }
  }

  private void resize(int choice, long newSize) {
    if (!used.isEmpty()) {
      long address = address(choice);
      Used block = used.get(address);
      String before = raw.blocks().toString();
      if (raw.resize(address, block.size(), newSize, block.alignment())) {
        Map.Entry<Long, Used> above = used.higherEntry(address);
        assertTrue(above == null || address + Layout.blockSize(newSize) <= above.getKey());
        assertFilled(address, Math.min(block.size(), newSize), block.fill());
        put(address, newSize, block.alignment());
      } else {
        assertTrue(newSize > block.size(), "shrinking always works");
        assertEquals(before, raw.blocks().toString());
      }
    }
  }

  private void put(long address, long size, long alignment) {
    Memory.fill(address, size, nextFill);
    used.put(address, new Used(size, alignment, nextFill));
    nextFill++;
  }

  private void check() {
    raw.check();
    long live = 0;
    for (Map.Entry<Long, Used> block : used.entrySet()) {
      assertFilled(block.getKey(), block.getValue().size(), block.getValue().fill());
      live += Layout.blockSize(block.getValue().size());
    }
    assertEquals(live, raw.liveBytes());
    assertEquals(heap.used(), raw.obtainedBytes());
  }

  private static void assertFilled(long address, long size, byte fill) {
    for (long i = 0; i < size; i++) {
      assertEquals(fill, Memory.getByte(address + i));
    }
  }

  private static long end(Map.Entry<Long, Used> block) {
    return block.getKey() + Layout.blockSize(block.getValue().size());
  }

  private long address(int choice) {
    List<Long> addresses = new ArrayList<>(used.keySet());
    return addresses.get(choice % addresses.size());
  }
}
