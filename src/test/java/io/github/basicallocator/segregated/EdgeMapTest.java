package io.github.basicallocator.segregated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.HeapGrower.Growth;
import io.github.basicallocator.os.MmapHeapGrower;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Free blocks of all sizes at all positions in a byte, with granules in use around them. */
class EdgeMapTest {
  private static final int SMALLEST_LARGE = 256;
  private static final int GRANULES = 1024;

  private static final int SLAB = 2;

  private final MmapHeapGrower grower = new MmapHeapGrower();
  private final Growth memory =
      grower.grow(EdgeMap.bytesFor(GRANULES) + SlabTable.bytesFor(GRANULES));
  private final SlabTable slabs = new SlabTable(memory.address() + EdgeMap.bytesFor(GRANULES));
  private final EdgeMap edges = new EdgeMap(memory.address(), slabs);

  @AfterEach
  void release() {
    grower.release(memory.address(), memory.size());
  }

  @Test
  void smallBlocksAreTheirTwoEdges() {
    for (int from = 1; from < 20; from++) {
      for (int size = 1; size < SMALLEST_LARGE; size++) {
        int to = from + size;
        edges.addSmall(from, to);
        assertTrue(edges.isEdge(from) && edges.isEdge(to - 1));
        assertFalse(edges.startsLarge(from) || edges.endsLarge(to), size + " at " + from);
        assertTrue(edges.isMarked(from, to, false));
        assertUsedAround(from, to);
        edges.removeSmall(from, to);
        assertEquals(GRANULES, edges.nextFree(0, GRANULES));
      }
    }
  }

  @Test
  void whatIsFreeInASlabIsNoEdge() {
    int start = SlabTable.firstGranule(SLAB);
    int end = start + SlabTable.GRANULES;
    slabs.setBlockSize(SLAB, 1);
    new Bitmap(memory.address()).setAll(start, end);
    assertEquals(GRANULES, edges.nextFree(0, GRANULES));
    for (int size = 1; size <= 3; size++) {
      edges.addSmall(start - size, start);
      edges.addSmall(end, end + size);
      assertFalse(edges.startsLarge(start - size), "small whatever lies behind it");
      assertEquals(start - size, edges.nextFree(0, GRANULES));
      assertEquals(end, edges.nextFree(start, GRANULES));
      assertFalse(edges.endsLarge(end + size), "small whatever lies before it");
      assertFalse(edges.isEdge(start) || edges.isEdge(end - 1));
      edges.removeSmall(start - size, start);
      edges.removeSmall(end, end + size);
    }
  }

  @Test
  void largeBlocksHaveRoomForAHeader() {
    for (int from = 1; from < 20; from++) {
      for (int size = SMALLEST_LARGE; size < 2 * SMALLEST_LARGE; size++) {
        int to = from + size;
        edges.addLarge(from, to);
        fillHeader(from);
        assertLarge(from, to);
        assertUsedAround(from, to);
        edges.removeLarge(from, to);
        assertEquals(GRANULES, edges.nextFree(0, GRANULES), size + " at " + from);
      }
    }
  }

  @Test
  void blocksAreShortened() {
    edges.addSmall(3, 10);
    edges.shortenSmall(10, 7);
    assertTrue(edges.isMarked(3, 7, false));
    edges.removeSmall(3, 7);
    for (int cut = 1; cut < SMALLEST_LARGE; cut++) {
      int to = 3 + 2 * SMALLEST_LARGE;
      edges.addLarge(3, to);
      fillHeader(3);
      edges.shortenLarge(3, to, to - cut);
      assertLarge(3, to - cut);
      assertUsedAround(3, to - cut);
      edges.removeLarge(3, to - cut);
    }
    assertEquals(GRANULES, edges.nextFree(0, GRANULES));
  }

  @Test
  void everyBitThatIsWrongIsSeen() {
    for (int from = 1; from <= Long.SIZE; from++) {
      int to = from + SMALLEST_LARGE + from % 9;
      edges.addLarge(from, to);
      int header = (int) (edges.header(from) - memory.address()) * Byte.SIZE;
      for (int bit = from; bit < to; bit++) {
        if (bit < header || bit >= header + 3 * Long.SIZE) {
          flip(bit);
          assertFalse(edges.isMarked(from, to, true), bit + " in " + from + " to " + to);
          flip(bit);
        }
      }
      assertTrue(edges.isMarked(from, to, true));
      edges.removeLarge(from, to);
    }
  }

  private void flip(int bit) {
    long address = memory.address() + bit / Byte.SIZE;
    Memory.putByte(address, (byte) (Memory.getByte(address) ^ 1 << bit % Byte.SIZE));
  }

  private void fillHeader(int from) {
    for (int i = 0; i < 3; i++) {
      assertEquals(0, Memory.getLong(edges.header(from) + 8L * i));
      Memory.putLong(edges.header(from) + 8L * i, -1);
    }
  }

  private void assertLarge(int from, int to) {
    assertTrue(edges.startsLarge(from) && edges.endsLarge(to), from + " to " + to);
    assertEquals(to - from, edges.sizeOfLargeEndingAt(to));
    assertTrue(edges.isMarked(from, to, true), from + " to " + to);
    for (int i = 0; i < 3; i++) {
      assertEquals(-1, Memory.getLong(edges.header(from) + 8L * i), from + " to " + to);
    }
  }

  private void assertUsedAround(int from, int to) {
    assertEquals(from, edges.nextFree(0, to));
    assertEquals(GRANULES, edges.nextFree(to, GRANULES));
    assertFalse(edges.endsLarge(from));
    assertFalse(edges.startsLarge(to));
  }
}
