package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.os.MachineMemory;
import io.github.basicallocator.os.Syscall;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The examples of the README, as they are there; {@link DocumentationTest} compares them. */
class ReadmeExampleTest {
  @Test
  void theExamplesDoWhatTheySay() {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream stdout = System.out;
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      blocks();
      addresses();
    } finally {
      System.setOut(stdout);
    }
    // Both blocks fit in one page, unless it has 4 KiB only; the second one takes 5,008 bytes.
    long page = Syscall.pageSize();
    long obtained = page == 4096 ? 3 * page : page;
    assertEquals(
        "42\n1 free block, %,d bytes; Validity[overlaps=0, adjacents=0, outOfOrders=0]"
            .formatted(obtained - 5008),
        output.toString(StandardCharsets.UTF_8).strip());
  }

  private static void blocks() {
    try (NativeBlock block = NativeBlock.allocateZeroed(1000)) {
      block.putLong(8, 42);
      block.resize(5000); // what was written stays
      NativeBlock slice = block.slice(8, 100); // bytes 8 to 107
      System.out.println(slice.getLong(0)); // 42; and slice.getLong(100) would throw
    }
  }

  @Test
  void theExampleWithOptionsShowsWhatIsInside() {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream stdout = System.out;
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      options();
    } finally {
      System.setOut(stdout);
    }
    String[] lines = output.toString(StandardCharsets.UTF_8).strip().split("\\R");
    assertTrue(lines[0].startsWith("AllocatorStats[live=1008, cached=0, free="), lines[0]);
    assertEquals("[SizeClassStats[blockSize=1008, live=1008, cached=0]]", lines[1]);
    assertTrue(lines[2].contains("CacheStats[owner=" + Thread.currentThread().getName()), lines[2]);
  }

  private static void options() {
    MagazineOptions options = MagazineOptions.DEFAULTS.withLimit(MachineMemory.bytes() / 2);
    try (MagazineAllocator allocator = new MagazineAllocator(options)) {
      long address = allocator.allocate(1000);
      System.out.println(allocator.stats()); // live, cached, free, committed … bytes
      System.out.println(allocator.sizeClassStats()); // by size of block
      System.out.println(allocator.cacheStats()); // by thread
      allocator.deallocate(address, 1000);
      allocator.trim(); // gives the kernel what it would get in a while anyway
    }
  }

  private static void addresses() {
    try (UnixAllocator allocator = new UnixAllocator()) {
      long address = allocator.allocateZeroed(1000, 64); // 1000 bytes, at a multiple of 64
      // … read and write there: by sun.misc.Unsafe, a MemorySegment of that address, or JNI …
      address = allocator.reallocate(address, 1000, 5000, 64);
      System.out.println(allocator.freeList() + "; " + allocator.validity());
      allocator.deallocate(address, 5000, 64); // the size comes back: no header was needed
    }
  }
}
