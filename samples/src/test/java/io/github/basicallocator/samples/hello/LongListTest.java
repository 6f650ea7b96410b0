package io.github.basicallocator.samples.hello;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.UnixAllocator;
import io.github.basicallocator.samples.Run;
import io.github.basicallocator.samples.allocators.AllocatorChoice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LongListTest {
  private final UnixAllocator allocator = new UnixAllocator();

  @AfterEach
  void nothingIsLost() {
    allocator.check();
    assertEquals(0, allocator.stats().live());
    allocator.close();
  }

  @Test
  void valuesStayWhileTheListGrows() {
    try (LongList list = new LongList(allocator)) {
      for (long i = 0; i < 10_000; i++) {
        list.push(i * i);
      }
      assertEquals(10_000, list.size());
      assertEquals(16 << list.doublings(), list.capacity());
      for (long i = 0; i < 10_000; i++) {
        assertEquals(i * i, list.get(i));
      }
    }
  }

  @Test
  void whatWasNotPushedCannotBeRead() {
    try (LongList list = new LongList(allocator)) {
      list.push(1);
      assertThrows(IndexOutOfBoundsException.class, () -> list.get(1));
      assertThrows(IndexOutOfBoundsException.class, () -> list.get(-1));
    }
  }

  @Test
  void aClosedListCannotBeUsed() {
    LongList list = new LongList(allocator);
    list.push(1);
    list.close();
    assertThrows(IllegalStateException.class, () -> list.push(2));
    assertThrows(IllegalStateException.class, () -> list.get(0));
    assertThrows(IllegalStateException.class, list::close);
  }

  @Test
  void helloWorldShowsTheHeapWithAndWithoutTheList() {
    Run run = Run.of("hello_world");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("Pushed 1,048,576 longs."), run.out());
    assertTrue(run.bytes("in use") >= 8 * 1024 * 1024, run.out());
    assertTrue(run.out().contains("in use           0 bytes"), run.out());
    assertTrue(run.out().contains("Validity[overlaps=0, adjacents=0, outOfOrders=0]"), run.out());
  }

  @ParameterizedTest
  @EnumSource(AllocatorChoice.class)
  void helloWorldRunsOnEveryAllocator(AllocatorChoice choice) {
    Run run = Run.of("hello_world", "--allocator", choice.toString());
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("They add up to 549,755,289,600"), run.out());
    if (choice == AllocatorChoice.UNSAFE) {
      assertEquals("none: this allocator does not tell", run.figure("figures"));
    } else {
      assertTrue(run.bytes("from the kernel") >= run.bytes("in use"), run.out());
      assertTrue(run.out().contains("in use           0 bytes"), run.out());
    }
  }
}
