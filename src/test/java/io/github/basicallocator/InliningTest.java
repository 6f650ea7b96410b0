package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.magazine.SharedHeap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * HotSpot tells what it inlines. What leads to the shared heap must not be inlined, or programs get the whole heap compiled into wherever
 * they allocate, and neither must what copies memory; see {@code OutOfLine}.
 */
class InliningTest {
  private static final int CALLS = 50_000;
  private static final long UNCACHED_ALIGNMENT = 2 * SharedHeap.LARGEST_CACHED_ALIGNMENT;

  /** Allocates what no cache has, so that nothing seems to be called as often as the shared heap. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      try (MagazineAllocator allocator = new MagazineAllocator()) {
        for (int i = 0; i < CALLS; i++) {
          long address = allocator.allocate(64, UNCACHED_ALIGNMENT);
          long moved = allocator.reallocate(address, 64, 128, UNCACHED_ALIGNMENT);
          allocator.deallocate(moved, 128, UNCACHED_ALIGNMENT);
        }
      }
    }
  }

  @Test
  void hotSpotRefusesToInlineWhatFewRequestsNeed() throws Exception {
    ChildJvm.Result result =
        new ChildJvm()
            .option("-XX:-TieredCompilation") // C1 would tell what it does as well
            .option("-Xbatch") // or the program might end before C2 does
            .option("-XX:+UnlockDiagnosticVMOptions")
            .option("-XX:+PrintInlining")
            .run(Program.class);
    assertEquals(0, result.exitCode(), result.output());
    assertIsRefused("OutOfLine::allocate", result.output());
    assertIsRefused("OutOfLine::free", result.output());
    assertIsRefused("MagazineAllocator$Moving::reallocateOutOfLine", result.output());
  }

  private static void assertIsRefused(String method, String output) {
    Pattern refusal =
        Pattern.compile(Pattern.quote(method) + " \\(\\d+ bytes\\).*exception method");
    assertTrue(refusal.matcher(output).find(), () -> method + " is not refused: " + output);
  }
}
