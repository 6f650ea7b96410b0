package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GlobalAllocatorTest {
  /** Prints what the global allocator says, twice: a wrong setting must be as clear the second time. */
  public static void main(String[] args) {
    for (int i = 0; i < 2; i++) {
      try {
        System.out.println(Allocator.global().stats().live());
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void thereIsOneAndItPassesEverythingOn() {
    Allocator global = Allocator.global();
    assertSame(global, Allocator.global());
    long before = global.stats().live();
    long address = global.allocateZeroed(100);
    address = global.reallocate(address, 100, 200);
    assertEquals(before + 208, global.stats().live());
    global.deallocate(address, 200);
    long plain = global.allocate(32);
    global.deallocate(plain, 32);
    global.check();
    assertTrue(global.trim() >= 0);
    assertEquals(before, global.stats().live());
  }

  @Test
  void itCannotBeClosed() {
    assertThrows(UnsupportedOperationException.class, Allocator.global()::close);
    assertTrue(Allocator.global().stats().live() >= 0, "and is not");
  }

  @Test
  void aSystemPropertyChoosesIt() throws Exception {
    assertEquals("0\n0\n", run("-Dbasicallocator.global=unix"));
    assertEquals("0\n0\n", run("-Dbasicallocator.global=magazine"));
    String unknown =
        "-Dbasicallocator.global=fast: there is no such allocator; use magazine or unix\n";
    assertEquals(unknown + unknown, run("-Dbasicallocator.global=fast"));
  }

  private static String run(String option) throws Exception {
    return new ChildJvm().option(option).run(GlobalAllocatorTest.class).output();
  }
}
