package io.github.basicallocator.segregated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class BinsTest {
  private static final int FIRST_WIDE = 256;

  @Test
  void upToFourKibEachSizeHasABin() {
    for (int granules = 1; granules <= FIRST_WIDE; granules++) {
      assertEquals(granules, Bins.of(granules));
      assertEquals(granules, Bins.smallestOf(granules));
    }
  }

  @Test
  void aBinHasTheSizesFromItsSmallestToThatOfTheNext() {
    for (int bin = 1; bin < Bins.COUNT; bin++) {
      int smallest = Bins.smallestOf(bin);
      assertEquals(bin, Bins.of(smallest));
      int largest = bin + 1 < Bins.COUNT ? Bins.smallestOf(bin + 1) - 1 : Integer.MAX_VALUE;
      assertEquals(bin, Bins.of(largest));
      assertTrue(largest - smallest <= smallest / 16, () -> "wider than a sixteenth: " + smallest);
    }
  }

  @Test
  void theFirstBinWithABlockIsFoundAmongFewAndMany() {
    Bins bins = new Bins();
    BitSet expected = new BitSet();
    int[] order = {300, 63, Bins.COUNT - 1, 1, 64, 128, 2, 127, 320};
    requireAsExpected(bins, expected);
    for (int bin : order) {
      bins.setHead(bin, 7 + bin);
      expected.set(bin);
      requireAsExpected(bins, expected);
    }
    for (int bin : order) {
      bins.setHead(bin, Bins.NONE);
      expected.clear(bin);
      requireAsExpected(bins, expected);
    }
  }

  private static void requireAsExpected(Bins bins, BitSet expected) {
    for (int bin = 1; bin < Bins.COUNT; bin++) {
      int next = expected.nextSetBit(bin);
      assertEquals(next < 0 ? Bins.NO_BIN : next, bins.firstFrom(bin));
      assertEquals(expected.get(bin) ? 7 + bin : Bins.NONE, bins.head(bin));
      assertTrue(bins.marked(bin));
    }
    assertEquals(Bins.NO_BIN, bins.firstFrom((Bins.COUNT + 63) & -64)); // behind the last bits
  }
}
