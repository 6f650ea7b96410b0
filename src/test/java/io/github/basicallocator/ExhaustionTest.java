package io.github.basicallocator;

import static io.github.basicallocator.os.Constants.MAP_ANONYMOUS;
import static io.github.basicallocator.os.Constants.MAP_PRIVATE;
import static io.github.basicallocator.os.Constants.PROT_NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.Syscall;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kernel really refuses: a process whose address space is limited allocates until it is full. */
@EnabledOnOs(OS.LINUX)
class ExhaustionTest {
  private static final long BLOCK = 1 << 20;

  /** Without arguments fills memory twice, with everything given back in between. */
  public static void main(String[] args) {
    if (args.length > 0) {
      findThePageSizeLater();
      return;
    }
    try (UnixAllocator allocator = new UnixAllocator()) {
      long first = fillAndFree(allocator);
      long second = fillAndFree(allocator);
      System.out.println(first > 64 && second >= first ? "as much again" : first + ", " + second);
    }
  }

  /** Leaves no room for finding out the page size, and later does. */
  private static void findThePageSizeLater() {
    Deque<Long> fill = new ArrayDeque<>();
    try {
      while (true) {
        fill.push(Syscall.mmap(0, BLOCK, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
      }
    } catch (MmapException e) {
      Syscall.munmap(fill.pop(), BLOCK); // for the JVM
    }
    try (UnixAllocator allocator = new UnixAllocator()) {
      try {
        allocator.allocate(100);
      } catch (OutOfMemoryError e) {
        System.out.println(e.getMessage());
      }
      fill.forEach(address -> Syscall.munmap(address, BLOCK));
      System.out.println(allocator.stats().live());
      allocator.allocate(100);
      System.out.println(allocator.stats().live());
      allocator.check();
    }
  }

  @Test
  void allocationWorksAgainOnceMemoryIsThere() throws Exception {
    var result = runLimited();
    String[] lines = result.output().strip().split("\n");
    assertEquals(3, lines.length, result.output());
    assertTrue(
        lines[0].matches("cannot allocate 1048576 bytes aligned to 16: mmap of \\d+ bytes: ENOMEM"),
        result.output());
    assertEquals("as much again", lines[2], result.output());
    assertEquals(0, result.exitCode());
  }

  /** The library needs two free megabytes to find out the page size, once in a process. */
  @Test
  void aRefusalToTellThePageSizeIsNotForEver() throws Exception {
    var result = runLimited("later");
    String refusal = "cannot allocate 100 bytes aligned to 16: mmap of 2097152 bytes: ENOMEM";
    assertEquals(refusal + "\n0\n112\n", result.output());
    assertEquals(0, result.exitCode());
  }

  private static ChildJvm.Result runLimited(String... arguments) throws Exception {
    String limit = "ulimit -v 3000000; exec \"$0\" \"$@\"";
    return new ChildJvm("bash", "-c", limit)
        .option("-XX:ReservedCodeCacheSize=32m")
        .option("-XX:CompressedClassSpaceSize=32m")
        .run(ExhaustionTest.class, arguments);
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
