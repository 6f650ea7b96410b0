package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.basicallocator.os.Syscall;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The example of the README, as it is there; {@link DocumentationTest} compares the two. */
class ReadmeExampleTest {
  @Test
  void theExampleDoesWhatItSays() {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream stdout = System.out;
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      example();
    } finally {
      System.setOut(stdout);
    }
    // Both blocks fit in one page, unless it has 4 KiB only; the second one takes 5,008 bytes.
    long page = Syscall.pageSize();
    long obtained = page == 4096 ? 3 * page : page;
    assertEquals(
        "1 free block, %,d bytes; Validity[overlaps=0, adjacents=0, outOfOrders=0]"
            .formatted(obtained - 5008),
        output.toString(StandardCharsets.UTF_8).strip());
  }

  private static void example() {
    try (UnixAllocator allocator = new UnixAllocator()) {
      long address = allocator.allocateZeroed(1000, 64); // 1000 bytes, at a multiple of 64
      // … read and write there: by sun.misc.Unsafe, a MemorySegment of that address, or JNI …
      address = allocator.reallocate(address, 1000, 5000, 64);
      System.out.println(allocator.freeList() + "; " + allocator.validity());
      allocator.deallocate(address, 5000, 64); // the size comes back: no header was needed
    }
  }
}
