package io.github.basicallocator.segregated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.AddressRange;
import io.github.basicallocator.os.Syscall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each invariant is broken, and the check names it. */
class HeapInvariantsTest {
  private static final int PAGE = Granules.of(Syscall.pageSize());
  private static final int TOP = 16 * PAGE;
  private static final int SMALL = 40;
  private static final int SMALL_SIZE = 5;
  private static final int LARGE = 2 * PAGE + 5;
  private static final int LARGE_SIZE = 5 * PAGE;

  private final AddressRange memory = AddressRange.reserve(Granules.bytes(TOP));
  private final AddressRange notes = AddressRange.reserve(1 << 20);
  private long bits;
  private long dirty;
  private EdgeMap edges;
  private DirtyPages pages;
  private FreeBlocks blocks;

  @BeforeEach
  void aSmallAndALargeFreeBlock() {
    memory.commit(memory.size());
    notes.commit(notes.size());
    bits = notes.start();
    dirty = bits + (1 << 18);
    edges = new EdgeMap(bits, new SlabTable(notes.start() + (1 << 19)));
    pages = new DirtyPages(edges, dirty, Integer.numberOfTrailingZeros(PAGE));
    blocks = new FreeBlocks(memory.start(), edges, pages, PAGE);
    pages.soil(0, TOP);
    blocks.add(SMALL, SMALL_SIZE, 0);
    blocks.add(LARGE, LARGE_SIZE, 4);
    blocks.check(TOP);
    pages.check(blocks, TOP);
  }

  @AfterEach
  void release() {
    memory.release();
    notes.release();
  }

  @Test
  void aMissingBitBreaksF1() {
    new Bitmap(bits).clear(SMALL + SMALL_SIZE - 1);
    assertBroken("F1");
  }

  @Test
  void aBitTooManyBreaksF1() {
    new Bitmap(bits).set(SMALL + 1);
    assertBroken("F1");
  }

  @Test
  void aBitTooManyInALargeBlockBreaksF1() {
    new Bitmap(bits).set(LARGE + LARGE_SIZE / 2);
    assertBroken("F1");
  }

  @Test
  void aBitTooManyInUseBreaksF1() {
    new Bitmap(bits).set(SMALL + 9);
    assertBroken("F1");
  }

  @Test
  void touchingBlocksBreakF1() {
    blocks.add(SMALL + SMALL_SIZE, 2, 0);
    assertBroken("F1");
  }

  @Test
  void aWrongSizeBreaksF2() {
    Memory.putInt(memory.start() + Granules.bytes(SMALL) + 8, 4);
    assertBroken("F2");
  }

  @Test
  void aWrongLinkBreaksF2() {
    Memory.putInt(edges.header(LARGE), SMALL);
    assertBroken("F2");
  }

  @Test
  void aWrongLinkBackBreaksF2() {
    Memory.putInt(memory.start() + Granules.bytes(SMALL) + 4, LARGE);
    assertBroken("F2");
  }

  @Test
  void aListedBlockWithoutBitsBreaksF2() {
    new Bitmap(bits).clear(SMALL);
    new Bitmap(bits).clear(SMALL + SMALL_SIZE - 1);
    assertBroken("F2");
  }

  @Test
  void aLargeBlockTakenForASmallOneBreaksF2() {
    new Bitmap(bits).clear(LARGE + 1);
    assertBroken("F2");
  }

  @Test
  void aLostEndBreaksF1() {
    new Bitmap(bits).clear(LARGE + LARGE_SIZE - 2);
    assertBroken("F1");
  }

  @Test
  void aWrongSizeAtTheEndBreaksF1() {
    edges.shortenLarge(LARGE - 1, LARGE + LARGE_SIZE, LARGE + LARGE_SIZE);
    assertBroken("F1");
  }

  @Test
  void aCleanPageInUseBreaksD1() {
    new Bitmap(dirty).clear(15);
    assertBroken("D1");
  }

  @Test
  void aWrongCountOfDirtyPagesBreaksD2() {
    new Bitmap(dirty).clear(pages.page(LARGE) + 2);
    assertBroken("D2");
  }

  /** Not every block of a bin is large enough for every request of it. */
  @Test
  void theFirstBlockOfABinIsTakenIfItIsLargeEnough() {
    blocks.remove(LARGE, LARGE_SIZE);
    blocks.add(LARGE, LARGE_SIZE + 10, 4);
    assertEquals(LARGE, blocks.find(LARGE_SIZE + 10));
    assertEquals(Bins.NONE, blocks.find(LARGE_SIZE + 11));
  }

  private void assertBroken(String invariant) {
    IllegalStateException broken =
        assertThrows(
            IllegalStateException.class,
            () -> {
              blocks.check(TOP);
              pages.check(blocks, TOP);
            });
    assertTrue(broken.getMessage().startsWith(invariant + " broken"), broken.getMessage());
  }
}
