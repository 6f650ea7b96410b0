package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.memory.Memory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Allocator} promises. A subclass says which one; it adds nothing here. */
abstract class AllocatorContract {
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  private Allocator allocator;

  abstract Allocator create();

  @BeforeEach
  void open() {
    allocator = create();
  }

  @AfterEach
  void checkAndClose() {
    allocator.check();
    allocator.close();
  }

  @Test
  void memoryCanBeWrittenToItsLastByte() {
    long address = allocator.allocate(1000);
    Memory.fill(address, 1000, (byte) 7);
    assertEquals(7, Memory.getByte(address + 999));
    allocator.deallocate(address, 1000);
  }

  @Test
  void blocksDoNotShareMemory() {
    long[] addresses = new long[200];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = allocator.allocate(i);
      Memory.fill(addresses[i], i, (byte) i);
    }
    for (int i = 0; i < addresses.length; i++) {
      assertFilled(addresses[i], i, (byte) i);
      allocator.deallocate(addresses[i], i);
    }
    assertEquals(0, allocator.stats().live());
  }

  @Test
  void emptyBlocksHaveAddressesOfTheirOwn() {
    Set<Long> addresses = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertTrue(addresses.add(allocator.allocate(0)));
    }
    assertTrue(addresses.add(allocator.allocateZeroed(0, 1)));
    for (long address : addresses) {
      assertNotEquals(0, address);
      allocator.deallocate(address, 0);
    }
    assertEquals(0, allocator.stats().live());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 8, 16, 32, 64, 128, 4096, 65_536, 2 * MIB, 64 * MIB, GIB})
  void everyAlignmentIsHonoured(long alignment) {
    List<Long> addresses = new ArrayList<>();
    for (long size : new long[] {1, 100, 5000}) {
      addresses.add(allocator.allocate(size, alignment));
      addresses.add(allocator.allocateZeroed(size, alignment));
    }
    allocator.check();
    for (int i = 0; i < addresses.size(); i++) {
      assertEquals(0, addresses.get(i) % Math.max(alignment, 16));
      long size = new long[] {1, 100, 5000}[i / 2];
      Memory.fill(addresses.get(i), size, (byte) 1);
      allocator.deallocate(addresses.get(i), size, alignment);
    }
    assertEquals(0, allocator.stats().live());
  }

  @Test
  void zeroedMemoryIsZeroNewOrReused() {
    for (int round = 0; round < 3; round++) {
      List<Long> addresses = new ArrayList<>();
      for (long size = 1; size < 20_000; size = size * 3 + 1) {
        long address = allocator.allocateZeroed(size);
        assertFilled(address, size, (byte) 0);
        Memory.fill(address, size, (byte) -1);
        addresses.add(address);
      }
      int i = 0;
      for (long size = 1; size < 20_000; size = size * 3 + 1) {
        allocator.deallocate(addresses.get(i++), size);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 16, 100, 4096, 10_000, 3 * MIB})
  void reallocationKeepsTheContents(long newSize) {
    for (long alignment : new long[] {16, 256}) {
      long before = allocator.allocate(100, alignment);
      long obstacle = allocator.allocate(100, alignment);
      Memory.fill(before, 100, (byte) 3);
      long after = allocator.reallocate(before, 100, newSize, alignment);
      assertEquals(0, after % alignment);
      assertFilled(after, Math.min(100, newSize), (byte) 3);
      Memory.fill(after, newSize, (byte) 4);
      allocator.check();
      allocator.deallocate(after, newSize, alignment);
      allocator.deallocate(obstacle, 100, alignment);
    }
    assertEquals(0, allocator.stats().live());
  }

  @Test
  void reallocationFromAndToNothing() {
    long address = allocator.allocate(0);
    address = allocator.reallocate(address, 0, 50);
    Memory.fill(address, 50, (byte) 1);
    address = allocator.reallocate(address, 50, 0);
    allocator.deallocate(address, 0);
    assertEquals(0, allocator.stats().live());
  }

  @Test
  void freedMemoryIsUsedAgain() {
    for (int i = 0; i < 10_000; i++) {
      long address = allocator.allocate(10_000);
      allocator.deallocate(address, 10_000);
    }
    assertTrue(allocator.stats().committed() < 8 * MIB, () -> allocator.stats().toString());
  }

  @Test
  void theStatisticsAddUp() {
    AllocatorStats empty = allocator.stats();
    assertEquals(0, empty.live());
    long address = allocator.allocate(1000);
    AllocatorStats stats = allocator.stats();
    assertTrue(stats.live() >= 1000, stats::toString);
    assertEquals(stats.committed(), stats.live() + stats.cached() + stats.free());
    assertTrue(stats.reserved() >= stats.committed(), stats::toString);
    allocator.deallocate(address, 1000);
    assertEquals(0, allocator.stats().live());
  }

  @Test
  void badArgumentsAreRejectedAndChangeNothing() {
    long address = allocator.allocate(64);
    AllocatorStats before = allocator.stats();
    for (long alignment : new long[] {0, -1, 3, 24, -16, Long.MIN_VALUE}) {
      assertIllegal(() -> allocator.allocate(64, alignment));
      assertIllegal(() -> allocator.allocateZeroed(64, alignment));
      assertIllegal(() -> allocator.reallocate(address, 64, 128, alignment));
      assertIllegal(() -> allocator.deallocate(address, 64, alignment));
    }
    for (long size : new long[] {-1, Long.MIN_VALUE}) {
      assertIllegal(() -> allocator.allocate(size));
      assertIllegal(() -> allocator.allocateZeroed(size));
      assertIllegal(() -> allocator.reallocate(address, 64, size));
      assertIllegal(() -> allocator.reallocate(address, size, 64));
      assertIllegal(() -> allocator.deallocate(address, size));
    }
    long tooLarge = 1L << 61;
    assertIllegal(() -> allocator.deallocate(address, tooLarge));
    assertIllegal(() -> allocator.reallocate(address, tooLarge, 64));
    assertIllegal(() -> allocator.deallocate(address, 64, tooLarge));
    assertIllegal(() -> allocator.deallocate(0, 64));
    assertIllegal(() -> allocator.reallocate(0, 64, 128));
    assertEquals(before, allocator.stats());
    allocator.check();
    allocator.deallocate(address, 64);
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 47, 1L << 60, (1L << 60) + 1, 1L << 62, Long.MAX_VALUE})
  void whatNoKernelCanGiveIsAnOutOfMemoryErrorThatSaysWhy(long size) {
    long address = allocator.allocate(64);
    Memory.putLong(address, 42);
    AllocatorStats before = allocator.stats();
    assertOutOfMemory(size, () -> allocator.allocate(size));
    assertOutOfMemory(size, () -> allocator.allocateZeroed(size));
    assertOutOfMemory(size, () -> allocator.reallocate(address, 64, size));
    if (Long.bitCount(size) == 1) {
      assertOutOfMemory(64, () -> allocator.allocate(64, size));
    }
    assertEquals(before, allocator.stats());
    assertEquals(42, Memory.getLong(address));
    allocator.check();
    allocator.deallocate(allocator.allocate(1000), 1000); // it goes on working
    allocator.deallocate(address, 64);
  }

  @Test
  void aClosedAllocatorRefusesEverythingButClosing() {
    Allocator closed = create();
    long address = closed.allocate(64);
    closed.close();
    closed.close();
    List<Executable> calls =
        List.of(
            () -> closed.allocate(64),
            () -> closed.allocateZeroed(64),
            () -> closed.reallocate(address, 64, 128),
            () -> closed.deallocate(address, 64),
            closed::stats,
            closed::trim,
            closed::check);
    for (Executable call : calls) {
      assertThrows(IllegalStateException.class, call);
    }
  }

  @Test
  void trimmingTakesNothingThatIsInUse() {
    long address = allocator.allocate(100_000);
    Memory.fill(address, 100_000, (byte) 5);
    assertTrue(allocator.trim() >= 0);
    assertFilled(address, 100_000, (byte) 5);
    allocator.deallocate(address, 100_000);
  }

  @Test
  void eightThreadsKeepTheirContentsApart() throws InterruptedException {
    List<Throwable> failures = new ThreadedChurn(allocator, 8, 20_000).run();
    assertEquals(List.of(), failures);
    assertEquals(0, allocator.stats().live());
  }

  private static void assertFilled(long address, long size, byte value) {
    for (long i = 0; i < size; i++) {
      if (Memory.getByte(address + i) != value) {
        assertEquals(value, Memory.getByte(address + i), "byte " + i + " of " + size);
      }
    }
  }

  private static void assertIllegal(Executable call) {
    assertThrows(IllegalArgumentException.class, call);
  }

  private static void assertOutOfMemory(long size, Executable call) {
    String message = assertThrows(OutOfMemoryError.class, call).getMessage();
    assertTrue(message.contains("cannot allocate " + size + " bytes"), message);
    assertTrue(message.contains("ENOMEM"), message);
  }
}
