package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.basicallocator.freelist.Stats;
import io.github.basicallocator.freelist.Validity;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.HeapGrower;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.MmapHeapGrower;
import io.github.basicallocator.os.Syscall;
import io.github.basicallocator.os.ToyHeap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;

class UnixAllocatorTest extends AllocatorContract {
  private static final long PAGE = Syscall.pageSize();

  /** Prints how many bytes of the Java heap are taken while blocks come and go. */
  public static void main(String[] args) {
    Runtime java = Runtime.getRuntime();
    try (UnixAllocator allocator = new UnixAllocator()) {
      comeAndGo(allocator);
      long before = java.freeMemory();
      for (int i = 0; i < 1000; i++) {
        comeAndGo(allocator);
      }
      System.out.println(before - java.freeMemory());
    }
  }

  private static void comeAndGo(UnixAllocator allocator) {
    long block = allocator.allocate(100, 64);
    block = allocator.reallocate(block, 100, 50, 64);
    block = allocator.reallocate(block, 50, 1000, 64);
    long zeroed = allocator.allocateZeroed(50);
    allocator.deallocate(block, 1000, 64);
    allocator.deallocate(zeroed, 50);
  }

  /** Interpreted, because the JIT compiler leaves out some objects; without buffers, each one counts. */
  @Test
  void withoutGrowthNoJavaObjectIsMade() throws Exception {
    assumeTrue(
        Memory.access().equals("sun.misc.Unsafe"), "interpreted, java.lang.foreign makes objects");
    assertEquals(
        "0\n",
        new ChildJvm()
            .option("-Xint")
            .option("-XX:-UseTLAB")
            .run(UnixAllocatorTest.class)
            .output());
  }

  @Override
  Allocator create() {
    return new UnixAllocator();
  }

  @Test
  void noPageIsObtainedBeforeTheFirstAllocation() {
    MmapHeapGrower grower = new MmapHeapGrower();
    try (UnixAllocator allocator = new UnixAllocator(grower)) {
      assertEquals(0, grower.pages());
      allocator.allocate(1);
      assertEquals(1, grower.pages());
    }
    assertEquals(0, grower.pages());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void closingReturnsEveryPage() throws IOException {
    RecordingGrower grower = new RecordingGrower(new MmapHeapGrower());
    UnixAllocator allocator = new UnixAllocator(grower);
    for (int i = 1; i < 200; i++) {
      long size = i * PAGE / 40;
      long address = allocator.allocate(size, 1L << (i % 16));
      if (i % 3 == 0) {
        allocator.deallocate(address, size, 1L << (i % 16));
      }
    }
    assertTrue(grower.growths.size() > 50);
    for (HeapGrower.Growth growth : grower.growths) {
      assertEquals(growth.size(), ProcessMaps.mappedBytes(growth.address(), growth.size()));
    }
    allocator.close();
    for (HeapGrower.Growth growth : grower.growths) {
      assertEquals(0, ProcessMaps.mappedBytes(growth.address(), growth.size()));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void zeroedPagesObtainedForARequestAreNotTouched() throws IOException {
    try (UnixAllocator allocator = new UnixAllocator()) {
      long size = 100 * PAGE;
      long address = allocator.allocateZeroed(size);
      assertEquals(
          0, ProcessMaps.residentBytes(address, size), "the kernel has not been asked yet");
      Memory.putLong(address, 42);
      assertEquals(PAGE, ProcessMaps.residentBytes(address, size));
      allocator.deallocate(address, size);
      assertEquals(address, allocator.allocateZeroed(size), "the same memory again, now filled");
      assertEquals(0, Memory.getLong(address));
      assertEquals(size, ProcessMaps.residentBytes(address, size));
    }
  }

  @Test
  void reallocationStaysInPlaceWhereItCan() {
    try (UnixAllocator allocator = new UnixAllocator()) {
      long block = allocator.allocate(PAGE);
      assertEquals(block, allocator.reallocate(block, PAGE, 100));
      assertEquals(block, allocator.reallocate(block, 100, 1000));
      assertEquals(block, allocator.reallocate(block, 1000, PAGE));
      assertEquals(new Stats(0, 0), allocator.freeList());
    }
  }

  @Test
  void reallocationThatIsRefusedLeavesTheBlock() {
    try (ToyHeap heap = new ToyHeap(1024, 64);
        UnixAllocator allocator = new UnixAllocator(heap)) {
      long block = allocator.allocate(512);
      Memory.fill(block, 512, (byte) 9);
      allocator.allocate(256);
      assertThrows(OutOfMemoryError.class, () -> allocator.reallocate(block, 512, 1024));
      assertEquals(9, Memory.getByte(block + 511));
      assertEquals(768, allocator.stats().live());
      allocator.check();
      allocator.deallocate(block, 512);
    }
  }

  /** Somebody writes to free memory in the middle of it, so that the old block seems partly free. */
  @Test
  void reallocationThatCannotGiveBackTheOldBlockKeepsNoNewOne() {
    try (ToyHeap heap = new ToyHeap()) {
      RecordingGrower grower = new RecordingGrower(heap);
      UnixAllocator allocator = new UnixAllocator(grower);
      long free = allocator.allocate(64);
      long block = allocator.allocate(64);
      allocator.deallocate(free, 64);
      long sizeInHeader = free + 8;
      grower.afterGrowth = () -> Memory.putLong(sizeInHeader, 64 + 16);
      assertThrows(IllegalStateException.class, () -> allocator.reallocate(block, 64, 256));
      Memory.putLong(sizeInHeader, 64);
      assertEquals(new Stats(2, 64 + 256), allocator.freeList());
      assertEquals(64, allocator.stats().live());
      allocator.check();
    }
  }

  @Test
  void afterARefusalMemoryThatComesBackCanBeAllocated() {
    try (ToyHeap heap = new ToyHeap(1024, 64);
        UnixAllocator allocator = new UnixAllocator(heap)) {
      long all = allocator.allocate(1024);
      assertThrows(OutOfMemoryError.class, () -> allocator.allocate(1));
      allocator.deallocate(all, 1024);
      assertEquals(all, allocator.allocate(1024));
    }
  }

  @Test
  void wrongFreesAreNoticedAndChangeNothing() {
    try (UnixAllocator allocator = new UnixAllocator()) {
      long first = allocator.allocate(64);
      long second = allocator.allocate(64);
      allocator.deallocate(second, 64);
      Stats before = allocator.freeList();
      AllocatorStats statsBefore = allocator.stats();
      List<Executable> frees =
          List.of(
              () -> allocator.deallocate(second, 64), // twice
              () -> allocator.deallocate(second + 16, 16), // part of what is free
              () -> allocator.deallocate(first, 2 * PAGE), // more than there is
              () -> allocator.deallocate(first + 8, 16), // not 16-aligned
              () -> allocator.deallocate(16, 64), // outside the pages
              () -> allocator.deallocate(-16, 64), // outside any address space
              () -> allocator.deallocate(first, 1L << 60), // larger than any block
              () -> allocator.deallocate(first | 16, 16, 32), // not aligned as it says
              () -> allocator.reallocate(second, 64, 128),
              () -> allocator.reallocate(second, 64, 16),
              () -> allocator.reallocate(first + 8, 16, 32),
              () -> allocator.reallocate(16, 64, 128));
      for (Executable free : frees) {
        assertThrows(IllegalStateException.class, free);
        assertEquals(before, allocator.freeList());
        assertEquals(statsBefore, allocator.stats());
        allocator.check();
      }
      allocator.deallocate(first, 64);
    }
  }

  @Test
  void validityAndStatsDescribeTheFreeList() {
    try (UnixAllocator allocator = new UnixAllocator()) {
      assertEquals(new Stats(0, 0), allocator.freeList());
      long block = allocator.allocate(64);
      assertEquals(new Stats(1, PAGE - 64), allocator.freeList());
      assertEquals(new Validity(0, 0, 0), allocator.validity());
      allocator.deallocate(block, 64);
      assertEquals(new Stats(1, PAGE), allocator.freeList());
      assertEquals(new AllocatorStats(0, 0, PAGE, PAGE, PAGE, 0), allocator.stats());
    }
  }

  @Test
  void aClosedAllocatorShowsNothing() {
    UnixAllocator allocator = new UnixAllocator();
    allocator.close();
    assertThrows(IllegalStateException.class, allocator::validity);
    assertThrows(IllegalStateException.class, allocator::freeList);
  }

  @Test
  void closingAgainReleasesWhatWasRefused() {
    MmapHeapGrower pages = new MmapHeapGrower();
    RecordingGrower grower = new RecordingGrower(pages);
    UnixAllocator allocator = new UnixAllocator(grower);
    allocator.allocate(64);
    grower.refusing = true;
    assertEquals("EBUSY", assertThrows(MmapException.class, allocator::close).errnoName());
    assertThrows(IllegalStateException.class, () -> allocator.allocate(64), "closed all the same");
    assertThrows(IllegalStateException.class, allocator::stats);
    assertThrows(MmapException.class, allocator::close);
    assertEquals(1, pages.pages());
    grower.refusing = false;
    allocator.close();
    assertEquals(0, pages.pages());
    grower.refusing = true;
    allocator.close(); // nothing is left to be refused
  }

  /** Remembers what another grower returned, and can be told to refuse. */
  private static final class RecordingGrower implements HeapGrower {
    private final HeapGrower grower;
    private final List<Growth> growths = new ArrayList<>();
    private Runnable afterGrowth = () -> {};
    private boolean refusing;

    RecordingGrower(HeapGrower grower) {
      this.grower = grower;
    }

    @Override
    public long pageSize() {
      return grower.pageSize();
    }

    @Override
    public Growth grow(long size) {
      Growth growth = grower.grow(size);
      growths.add(growth);
      afterGrowth.run();
      return growth;
    }

    @Override
    public void release(long address, long size) {
      if (refusing) {
        throw new MmapException("munmap", 16);
      }
      grower.release(address, size);
    }
  }
}
