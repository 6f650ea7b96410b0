package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.memory.Memory;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kernel really refuses: a process whose address space is limited allocates until it is full. */
@EnabledOnOs(OS.LINUX)
class ExhaustionTest {
  private static final long BLOCK = 1 << 20;

  /** Fills memory twice, with everything given back in between. */
  public static void main(String[] args) {
    try (UnixAllocator allocator = new UnixAllocator()) {
      long first = fillAndFree(allocator);
      long second = fillAndFree(allocator);
      System.out.println(first > 64 && second >= first ? "as much again" : first + ", " + second);
    }
  }

  @Test
  void allocationWorksAgainOnceMemoryIsThere() throws Exception {
    String limit = "ulimit -v 3000000; exec \"$0\" \"$@\"";
    var result =
        new ChildJvm("bash", "-c", limit)
            .option("-XX:ReservedCodeCacheSize=32m")
            .option("-XX:CompressedClassSpaceSize=32m")
            .run(ExhaustionTest.class);
    String[] lines = result.output().strip().split("\n");
    assertEquals(3, lines.length, result.output());
    assertTrue(
        lines[0].matches("cannot allocate 1048576 bytes aligned to 16: mmap of \\d+ bytes: ENOMEM"),
        result.output());
    assertEquals("as much again", lines[2], result.output());
    assertEquals(0, result.exitCode());
  }

  private static long fillAndFree(UnixAllocator allocator) {
    Deque<Long> blocks = new ArrayDeque<>();
    try {
      while (true) {
        long address = allocator.allocate(BLOCK);
        Memory.putLong(address, address);
        blocks.push(address);
      }
    } catch (OutOfMemoryError e) {
      System.out.println(e.getMessage());
    }
    allocator.check();
    long count = blocks.size();
    for (long address : blocks) {
      if (Memory.getLong(address) != address) {
        throw new AssertionError("overwritten");
      }
      allocator.deallocate(address, BLOCK);
    }
    allocator.check();
    return count;
  }
}
