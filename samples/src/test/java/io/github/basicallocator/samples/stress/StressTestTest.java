package io.github.basicallocator.samples.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.UnixAllocator;
import io.github.basicallocator.samples.Progress;
import io.github.basicallocator.samples.RawBytes;
import io.github.basicallocator.samples.Run;
import io.github.basicallocator.samples.allocators.AllocatorChoice;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StressTestTest {
  @Test
  void fourThreadsLeaveAValidHeap() {
    Run run = Run.of("stress_test", "2000", "100", "12", "--threads", "4");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("every check passed"), run.out());
    assertEquals("Validity[overlaps=0, adjacents=0, outOfOrders=0]", run.figure("validity"));
  }

  @ParameterizedTest
  @EnumSource(AllocatorChoice.class)
  void everyAllocatorPassesWithOneThreadAndWithFour(AllocatorChoice choice) {
    for (String threads : new String[] {"1", "4"}) {
      Run run =
          Run.of(
              "stress_test", "2000", "100", "12", "--threads", threads, "--allocator", choice + "");
      assertEquals(0, run.exitCode(), run.err());
      assertEquals(choice.title(), run.figure("allocator"));
      assertTrue(run.out().contains("every check passed"), run.out());
      if (choice != AllocatorChoice.UNSAFE) {
        assertEquals(0, run.bytes("in use"), run.out());
      }
    }
  }

  /** A block in two magazines is what its check finds. */
  @Test
  void theMagazineAllocatorIsCheckedNowAndThenIfNobodyElseUsesIt() {
    try (Allocator allocator = AllocatorChoice.MAGAZINE.create()) {
      HeapWatch alone = HeapWatch.of(allocator, 1);
      lookOften(alone);
      allocator.deallocate(allocator.allocate(64), 64); // now there is a magazine
      long address = allocator.allocate(64);
      allocator.deallocate(address, 64);
      allocator.deallocate(address, 64); // wrong
      assertThrows(IllegalStateException.class, () -> lookOften(alone));
      lookOften(HeapWatch.of(allocator, 2));
    }
  }

  private static void lookOften(HeapWatch watch) {
    for (int step = 0; step < 64; step++) {
      watch.requireValid();
    }
  }

  @Test
  void aSeedRepeatsARun() {
    Run first = Run.of("stress_test", "3000", "50", "14");
    Run again = Run.of("stress_test", "3000", "50", "14", "--seed", first.figure("seed"));
    for (String label : new String[] {"allocations", "deallocations", "peak"}) {
      assertEquals(first.figure(label), again.figure(label));
    }
    assertEquals(
        run(new StressOptions(500, 10, 10, 1, 7)), run(new StressOptions(500, 10, 10, 1, 7)));
  }

  @Test
  void differentSeedsAreDifferentRuns() {
    StressOptions seven = new StressOptions(500, 10, 10, 1, 7);
    StressOptions eight = new StressOptions(500, 10, 10, 1, 8);
    assertNotEquals(run(seven), run(eight));
  }

  @Test
  void thereAreAsManyStepsAsAskedForButAtLeastTheFirstAllocations() {
    StressResult result = run(new StressOptions(500, 10, 10, 3, 1));
    assertEquals(3 * 500, result.allocations() + result.deallocations());
    StressResult onlyFirst = run(new StressOptions(5, 100, 10, 1, 1));
    assertEquals(new StressResult(100, 0, 100, onlyFirst.peakBytes()), onlyFirst);
  }

  @Test
  void nothingToDoIsDoneAtOnce() {
    assertEquals(StressResult.NOTHING, run(new StressOptions(0, 0, 1, 1, 1)));
    run(new StressOptions(100, 0, 1, 1, 1));
  }

  @Test
  void progressWithoutATerminalIsSixteenLines() {
    Run run = Run.of("stress_test", "1600", "10", "8");
    assertEquals(16, run.out().lines().filter(line -> line.startsWith("step ")).count());
  }

  @Test
  void anObjectThatWasOverwrittenIsNoticed() {
    try (UnixAllocator allocator = new UnixAllocator()) {
      RandomObjects objects = new RandomObjects(allocator, new SplittableRandom(1), 1);
      objects.create();
      // It takes the first granule of a page, and the one free block is the rest of that.
      long address = allocator.allocate(allocator.freeList().size());
      RawBytes.putByte(address - 16, (byte) ~RawBytes.getByte(address - 16));
      assertThrows(IllegalStateException.class, objects::destroyAny);
    }
  }

  private static StressResult run(StressOptions options) {
    try (UnixAllocator allocator = new UnixAllocator()) {
      StressResult result = new StressThreads(allocator, options, Progress.SILENT).run();
      allocator.check();
      assertEquals(0, allocator.stats().live());
      return result;
    }
  }
}
