package io.github.basicallocator.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.basicallocator.FullJavaHeap;
import io.github.basicallocator.ProcessMaps;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.HeapGrower.Growth;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class HeapGrowerTest {
  private static final long PAGE = Syscall.pageSize();

  /** Grows until there is no room for a Java object; each growth lies below the one before. */
  public static void main(String[] args) throws IOException {
    MmapHeapGrower grower = new MmapHeapGrower();
    long first = grower.grow(PAGE).address();
    Growth[] growths = new Growth[1000];
    Runnable growing =
        () -> {
          for (int i = 0; i < growths.length; i++) {
            growths[i] = grower.grow(PAGE);
          }
        };
    System.out.println(FullJavaHeap.stops(growing, 0));
    long received = 1 + Stream.of(growths).filter(Objects::nonNull).count();
    System.out.println(ProcessMaps.mappedBytes(first - received * PAGE, PAGE) + " bytes are lost");
    System.out.println(grower.pages() == received && grower.growths() == received);
    System.out.println(grower.grow(PAGE).address() == first - received * PAGE);
  }

  @Test
  void theKernelGivesWholePagesAndTheyAreCounted() {
    MmapHeapGrower grower = new MmapHeapGrower();
    Growth small = grower.grow(8);
    Growth large = grower.grow(PAGE + 1);
    assertEquals(PAGE, small.size());
    assertEquals(2 * PAGE, large.size());
    assertEquals(3, grower.pages());
    assertEquals(2, grower.growths());
    grower.release(large.address(), large.size());
    assertEquals(1, grower.pages());
    assertEquals(2, grower.growths());
    grower.release(small.address(), small.size());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void releasedPagesAreNoLongerMapped() throws IOException {
    MmapHeapGrower grower = new MmapHeapGrower();
    Growth growth = grower.grow(10 * PAGE);
    assertEquals(10 * PAGE, ProcessMaps.mappedBytes(growth.address(), growth.size()));
    grower.release(growth.address(), growth.size());
    assertEquals(0, ProcessMaps.mappedBytes(growth.address(), growth.size()));
  }

  @Test
  void aRefusedGrowthIsNotCounted() {
    MmapHeapGrower grower = new MmapHeapGrower();
    assertThrows(MmapException.class, () -> grower.grow(1L << 60));
    assertEquals(0, grower.pages());
    assertEquals(0, grower.growths());
    MmapException refusal =
        assertThrows(MmapException.class, () -> grower.release(PAGE + 1, PAGE)); // no page there
    assertEquals("EINVAL", refusal.errnoName());
    assertEquals(0, grower.pages());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whenTheJavaHeapIsFullPagesAreNotLost() throws Exception {
    assertEquals(
        "true\n0 bytes are lost\ntrue\ntrue\n",
        FullJavaHeap.child().run(HeapGrowerTest.class).output());
  }

  /** Looking for a hole shows in the largest size that this process ever had. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aGrowerLooksForAHoleOnlyOnce() throws IOException {
    MmapHeapGrower grower = new MmapHeapGrower();
    assertEquals(1, holesLookedFor(grower));
    assertEquals(0, holesLookedFor(grower));
  }

  /** While a growth is refused, starting from a size that is the largest so far. */
  private static long holesLookedFor(MmapHeapGrower grower) throws IOException {
    long ballast = Math.max(ProcessMaps.status("VmPeak") - ProcessMaps.status("VmSize"), PAGE);
    int flags = Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS;
    long address = Syscall.mmap(0, ballast, Constants.PROT_NONE, flags, -1, 0);
    long before = ProcessMaps.status("VmPeak");
    assertThrows(MmapException.class, () -> grower.grow(1L << 60));
    long after = ProcessMaps.status("VmPeak");
    Syscall.munmap(address, ballast);
    return (after - before) >> 36; // of 64 GiB each
  }

  @Test
  void aToyHeapGrowsUpwardsInItsOwnPages() {
    try (ToyHeap heap = new ToyHeap()) {
      assertEquals(new Growth(heap.address(), 64), heap.grow(1));
      assertEquals(new Growth(heap.address() + 64, 128), heap.grow(65));
      assertEquals(192, heap.used());
    }
  }

  @Test
  void aFullToyHeapRefusesAndCanStillServeLess() {
    try (ToyHeap heap = new ToyHeap(256, 64)) {
      heap.grow(128);
      MmapException refusal = assertThrows(MmapException.class, () -> heap.grow(129));
      assertEquals("ENOMEM", refusal.errnoName());
      assertEquals(
          "a toy heap with 128 of 256 bytes left, asked for 129: ENOMEM", refusal.getMessage());
      assertThrows(MmapException.class, () -> heap.grow(Long.MAX_VALUE)); // would overflow
      assertEquals(128, heap.used());
      assertEquals(128, heap.grow(128).size());
    }
  }

  @Test
  void aToyHeapShrinksAtItsEndAndGrowsAgainZeroed() {
    try (ToyHeap heap = new ToyHeap(256, 64)) {
      Growth low = heap.grow(64);
      Growth high = heap.grow(64);
      Memory.putLong(high.address(), 42);
      heap.release(low.address(), 64);
      assertEquals(128, heap.used(), "only the end can shrink");
      heap.release(high.address(), 64);
      assertEquals(64, heap.used());
      assertEquals(high, heap.grow(64));
      assertEquals(0, Memory.getLong(high.address()));
    }
  }

  @Test
  void whatMakesNoSenseForAToyHeapIsRejected() {
    assertThrows(IllegalArgumentException.class, () -> new ToyHeap(100, 64));
    assertThrows(IllegalArgumentException.class, () -> new ToyHeap(0, 64));
    assertThrows(IllegalArgumentException.class, () -> new ToyHeap(96, 48));
    assertThrows(IllegalArgumentException.class, () -> new ToyHeap(64, 8));
    assertThrows(IllegalArgumentException.class, () -> new ToyHeap(8 * PAGE, 2 * PAGE));
    ToyHeap heap = new ToyHeap(256, 64);
    heap.grow(64);
    long address = heap.address();
    assertThrows(IllegalArgumentException.class, () -> heap.release(address - 64, 64));
    assertThrows(IllegalArgumentException.class, () -> heap.release(address, 128));
    assertThrows(IllegalArgumentException.class, () -> heap.release(address, 0));
    heap.close();
    heap.close();
    assertThrows(IllegalStateException.class, () -> heap.grow(64));
    assertThrows(IllegalStateException.class, () -> heap.release(address, 64));
  }
}
