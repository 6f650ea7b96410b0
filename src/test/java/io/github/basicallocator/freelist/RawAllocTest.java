package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.FullJavaHeap;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.HeapGrower;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.MmapHeapGrower;
import io.github.basicallocator.os.ToyHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RawAllocTest {
  /** Grows while there is room for a growth's description, and no other Java object; then less. */
  public static void main(String[] args) {
    MmapHeapGrower grower = new MmapHeapGrower();
    RawAlloc raw = new RawAlloc(grower);
    raw.allocate(100_000, 16);
    Object[] objects = new Object[100];
    Runnable growing =
        () -> {
          for (int i = 0; i < objects.length; i++) {
            raw.allocate(100_000, 16);
            objects[i] = new Object();
          }
        };
    System.out.println(FullJavaHeap.stops(growing, 32));
    raw.check();
    System.out.println(raw.obtainedBytes() == grower.pages() * grower.pageSize());
  }

  private final ToyHeap heap = new ToyHeap();
  private final RawAlloc raw = new RawAlloc(heap);

  @AfterEach
  void checkAndClose() {
    raw.check();
    heap.close();
  }

  /** Growth in whole pages lays blocks side by side, and what a page has left over is kept. */
  @Test
  void threeBlocksLieSideBySide() {
    long first = raw.allocate(64, 16);
    long second = raw.allocate(64, 16);
    long third = raw.allocate(224, 16); // three and a half pages
    assertEquals(first + 64, second);
    assertEquals(second + 64, third);
    assertEquals(384, heap.used());
    assertEquals("BlockList(FreeBlock(0x%x, 32))".formatted(third + 224), text());
    assertEquals(352, raw.liveBytes());
    assertEquals(384, raw.obtainedBytes());
  }

  /** A freed block is cut up from its tail until nothing is left of it. */
  @Test
  void aFreedBlockIsUsedUpFromItsTail() {
    long first = raw.allocate(64, 16);
    long second = raw.allocate(64, 16);
    long third = raw.allocate(224, 16);
    raw.deallocate(second, 64, 16);
    assertEquals(
        "BlockList(FreeBlock(0x%x, 64), FreeBlock(0x%x, 32))".formatted(second, third + 224),
        text());

    assertEquals(third + 256, raw.allocate(112, 16), "too large for either: grown");
    assertEquals(second + 32, raw.allocate(32, 16));
    assertEquals(second + 16, raw.allocate(16, 4));
    assertEquals(second, raw.allocate(8, 1), "eight bytes take a granule");
    assertEquals(first + 64, second);
  }

  @Test
  void aFullJavaHeapLosesNoMemory() throws Exception {
    assertEquals("true\ntrue\n", FullJavaHeap.child().run(RawAllocTest.class).output());
  }

  @Test
  void nothingIsObtainedBeforeTheFirstAllocation() {
    assertEquals(0, heap.used());
    assertEquals(0, raw.obtainedBytes());
    assertTrue(raw.blocks().isEmpty());
  }

  @Test
  void emptyRequestsGetAddressesOfTheirOwn() {
    long first = raw.allocate(0, 1);
    long second = raw.allocate(0, 1);
    assertNotEquals(first, second);
    assertEquals(32, raw.liveBytes());
    raw.deallocate(first, 0, 1);
    raw.deallocate(second, 0, 1);
    assertEquals(0, raw.liveBytes());
  }

  @Test
  void growthChecksItsRequestToo() {
    assertThrows(IllegalArgumentException.class, () -> raw.allocateFromGrowth(-1, 16));
    assertThrows(IllegalArgumentException.class, () -> raw.allocateFromGrowth(16, 3));
    assertEquals(0, heap.used());
  }

  @Test
  void onlyNewMemoryIsPromisedToBeZero() {
    long address = raw.allocate(64, 16);
    Memory.putLong(address + 32, 42);
    raw.deallocate(address, 64, 16);
    assertEquals(address, raw.allocateFromList(64, 16));
    assertEquals(0, raw.allocateFromList(64, 16), "nothing is left in the list");
    assertEquals(0, Memory.getLong(raw.allocateFromGrowth(64, 16) + 32));
  }

  @Test
  void alignmentBeyondAPageIsFoundInsideALargerGrowth() {
    raw.allocate(16, 16);
    long address = raw.allocate(100, 1024);
    assertEquals(0, address % 1024);
    raw.check();
    long near = raw.allocate(100, 1024);
    assertEquals(0, near % 1024);
    raw.deallocate(address, 100, 1024);
    raw.deallocate(near, 100, 1024);
    assertEquals(16, raw.liveBytes());
  }

  @Test
  void resizingCountsWhatIsLive() {
    long address = raw.allocate(128, 16);
    assertTrue(raw.resize(address, 128, 20, 16));
    assertEquals(32, raw.liveBytes());
    assertTrue(raw.resize(address, 20, 90, 16));
    assertEquals(96, raw.liveBytes());
    assertTrue(raw.resize(address, 90, 0, 16));
    assertEquals(16, raw.liveBytes());
    raw.check();
    assertFalse(raw.resize(address, 0, 129, 16), "only 128 bytes are there");
    assertEquals(16, raw.liveBytes());
  }

  @Test
  void everythingIsReleasedAtOnce() {
    long address = raw.allocate(1000, 16);
    raw.allocate(1000, 16);
    raw.releaseAll();
    assertEquals(0, heap.used());
    assertEquals(0, raw.obtainedBytes());
    assertEquals(0, raw.liveBytes());
    assertTrue(raw.blocks().isEmpty());
    assertThrows(IllegalStateException.class, () -> raw.deallocate(address, 1000, 16));
    assertEquals(address, raw.allocate(1000, 16), "it can start afresh");
  }

  @Test
  void pagesThatCannotBeReleasedDoNotKeepOthersFromIt() {
    StubbornGrower stubborn = new StubbornGrower(heap);
    RawAlloc onStubborn = onThreeRanges(stubborn);
    stubborn.refusals = () -> new MmapException("release", 22);
    stubborn.refused = 2;
    var refusal = assertThrows(MmapException.class, onStubborn::releaseAll);
    assertEquals(3, stubborn.offered.size());
    assertEquals(1, refusal.getSuppressed().length);
    assertEquals(128, onStubborn.obtainedBytes());
    assertEquals(128, onStubborn.liveBytes());
    onStubborn.check();
    onStubborn.releaseAll();
    assertEquals(5, stubborn.offered.size(), "those that were refused, once more");
    assertEquals(0, onStubborn.obtainedBytes());
    onStubborn.check();
    onStubborn.releaseAll();
    assertEquals(5, stubborn.offered.size());
  }

  @Test
  void anyExceptionOfAGrowerIsARefusal() {
    StubbornGrower stubborn = new StubbornGrower(heap);
    RawAlloc onStubborn = onThreeRanges(stubborn);
    RuntimeException always = new IllegalArgumentException("the same object each time");
    stubborn.refusals = () -> always;
    stubborn.refused = 3;
    assertSame(always, assertThrows(IllegalArgumentException.class, onStubborn::releaseAll));
    assertEquals(0, always.getSuppressed().length);
    assertEquals(3, stubborn.offered.size());
    assertEquals(192, onStubborn.obtainedBytes());
  }

  /** Memory of somebody else lies between the ranges. */
  private RawAlloc onThreeRanges(HeapGrower grower) {
    RawAlloc result = new RawAlloc(grower);
    for (int i = 0; i < 3; i++) {
      result.allocate(64, 16);
      heap.grow(64);
    }
    return result;
  }

  @Test
  void aGrowerIsNeeded() {
    assertThrows(NullPointerException.class, () -> new RawAlloc(null));
  }

  private String text() {
    return raw.blocks().toString();
  }

  /** Refuses some of what it is to take back, and notes what it was offered. */
  private static final class StubbornGrower implements HeapGrower {
    private final ToyHeap heap;
    private final List<Long> offered = new ArrayList<>();
    private int refused;
    private Supplier<RuntimeException> refusals;

    StubbornGrower(ToyHeap heap) {
      this.heap = heap;
    }

    @Override
    public long pageSize() {
      return heap.pageSize();
    }

    @Override
    public Growth grow(long size) {
      return heap.grow(size);
    }

    @Override
    public void release(long address, long size) {
      offered.add(address);
      if (refused > 0) {
        refused--;
        throw refusals.get();
      }
      heap.release(address, size);
    }
  }
}
