package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.FullJavaHeap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PageRangesTest {
  private final PageRanges ranges = new PageRanges();

  /** Adds a range when the Java heap has room for one of the two larger arrays, and later again. */
  public static void main(String[] args) {
    PageRangesTest test = new PageRangesTest();
    int count = 1 << 15; // a power of two: the arrays are full
    for (int i = 1; i <= count; i++) {
      test.add(i * 8192L, 4096);
    }
    int largerArray = 16 + 2 * count * Long.BYTES;
    System.out.println(FullJavaHeap.stops(test.ranges::prepareToAdd, largerArray));
    test.add((count + 1) * 8192L, 4096);
    test.ranges.check();
    System.out.println(test.ranges.totalBytes() / 4096 - count);
  }

  @Test
  void nothingIsContainedInNoRanges() {
    assertFalse(ranges.contains(0, 1));
    assertFalse(ranges.contains(4096, 16));
  }

  @Test
  void rangesThatTouchBecomeOne() {
    add(3000, 500);
    add(1000, 500);
    add(2000, 500);
    assertEquals("1000+500 2000+500 3000+500", text());
    add(2500, 500); // touches both sides
    assertEquals("1000+500 2000+1500", text());
    add(1500, 100); // touches below
    add(1900, 100); // touches above
    assertEquals("1000+600 1900+1600", text());
    assertEquals(2200, ranges.totalBytes());
    ranges.check();
  }

  @Test
  void memoryMustLieInOneRangeWholly() {
    add(1000, 500);
    add(2000, 500);
    assertTrue(ranges.contains(1000, 500));
    assertTrue(ranges.contains(2499, 1));
    assertTrue(ranges.contains(1499, 1));
    assertFalse(ranges.contains(999, 2));
    assertFalse(ranges.contains(1000, 501));
    assertFalse(ranges.contains(1500, 1));
    assertFalse(ranges.contains(2500, 1));
    assertFalse(ranges.contains(1400, 700), "there is a gap in it");
    assertFalse(ranges.contains(1000, Long.MAX_VALUE));
  }

  @Test
  void memoryOverlapsWhatItSharesAByteWith() {
    assertFalse(ranges.overlaps(0, 1));
    add(1000, 500);
    add(2000, 500);
    assertTrue(ranges.overlaps(1000, 500));
    assertTrue(ranges.overlaps(900, 101));
    assertTrue(ranges.overlaps(1499, 10));
    assertTrue(ranges.overlaps(1500, 501));
    assertTrue(ranges.overlaps(1, 9999));
    assertFalse(ranges.overlaps(900, 100));
    assertFalse(ranges.overlaps(1500, 500));
    assertFalse(ranges.overlaps(2500, 500));
  }

  @Test
  void rangesThatAreRemovedContainNothing() {
    add(1000, 500);
    assertTrue(ranges.contains(1000, 1));
    ranges.removeEach((start, size) -> true);
    assertFalse(ranges.contains(1000, 1));
    assertEquals("", text());
    assertEquals(0, ranges.totalBytes());
  }

  @Test
  void rangesThatAreNotRemovedStay() {
    add(1000, 500);
    add(2000, 500);
    add(3000, 500);
    add(4000, 500);
    ranges.removeEach((start, size) -> start == 2000 || start == 4000);
    assertEquals("1000+500 3000+500", text());
    assertTrue(ranges.contains(3400, 100));
    assertFalse(ranges.contains(2000, 1));
    assertFalse(ranges.contains(4000, 1));
  }

  @Test
  void rangesBehindAFailureAreGone() {
    add(1000, 500);
    add(2000, 500);
    assertThrows(
        ArithmeticException.class,
        () -> ranges.removeEach((start, size) -> 1 / (start - 1000) < 9));
    assertEquals("1000+500", text());
    ranges.check();
  }

  @Test
  void rangesThatOverlapAreNoticedAsR1() {
    add(1000, 500);
    add(1200, 500);
    var broken = assertThrows(IllegalStateException.class, ranges::check);
    assertTrue(broken.getMessage().startsWith("R1 broken"), broken.getMessage());
  }

  @Test
  void aFullJavaHeapDoesNotDamageThem() throws Exception {
    assertEquals("true\n1\n", FullJavaHeap.child().run(PageRangesTest.class).output());
  }

  /** Whatever the order pages are added in, the ranges hold exactly those pages. */
  @Property
  void rangesAgreeWithASetOfPages(
      @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 40) Integer> pages) {
    PageRanges ranges = new PageRanges();
    BitSet model = new BitSet();
    for (int page : pages) {
      if (!model.get(page)) {
        model.set(page);
        ranges.prepareToAdd();
        ranges.add(page * 64L, 64);
      }
      ranges.check();
      for (int i = 0; i <= 42; i++) {
        assertEquals(model.get(i), ranges.contains(i * 64L, 64));
        assertEquals(model.get(i) && model.get(i + 1), ranges.contains(i * 64L + 32, 64));
      }
    }
    assertEquals(model.cardinality() * 64L, ranges.totalBytes());
  }

  private void add(long start, long size) {
    ranges.prepareToAdd();
    ranges.add(start, size);
  }

  private String text() {
    List<String> all = new ArrayList<>();
    ranges.removeEach(
        (start, size) -> {
          all.add(0, start + "+" + size);
          return false;
        });
    return String.join(" ", all);
  }
}
