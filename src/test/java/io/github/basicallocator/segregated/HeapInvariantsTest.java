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
  private static final int LARGE = 2 * PAGE + 5;
  private static final int LARGE_SIZE = 5 * PAGE;

  private final AddressRange memory = AddressRange.reserve(Granules.bytes(TOP));
  private final AddressRange notes = AddressRange.reserve(1 << 20);
  private long edges;
  private long records;
  private long dirty;
  private PageTable pages;
  private FreeBlocks blocks;

  @BeforeEach
  void aSmallAndALargeFreeBlock() {
    memory.commit(memory.size());
    notes.commit(notes.size());
    edges = notes.start();
    records = edges + (1 << 18);
    dirty = records + (1 << 18);
    pages = new PageTable(records, dirty, Integer.numberOfTrailingZeros(PAGE));
    blocks = new FreeBlocks(memory.start(), edges, pages, PAGE);
    pages.soil(0, TOP);
    blocks.add(SMALL, 3, 0);
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
    new Bitmap(edges).clear(SMALL + 2);
    assertBroken("F1");
  }

  @Test
  void aBitTooManyBreaksF1() {
    new Bitmap(edges).set(LARGE + 7);
    assertBroken("F1");
  }

  @Test
  void touchingBlocksBreakF1() {
    blocks.add(SMALL + 3, 2, 0);
    assertBroken("F1");
  }

  @Test
  void aWrongSizeBreaksF2() {
    Memory.putInt(memory.start() + Granules.bytes(SMALL) + 8, 4);
    assertBroken("F2");
  }

  @Test
  void aWrongLinkBreaksF2() {
    Memory.putInt(pages.header(LARGE), SMALL);
    assertBroken("F2");
  }

  @Test
  void aWrongLinkBackBreaksF2() {
    Memory.putInt(memory.start() + Granules.bytes(SMALL) + 4, LARGE);
    assertBroken("F2");
  }

  @Test
  void aListedBlockWithoutBitsBreaksF2() {
    new Bitmap(edges).clear(SMALL);
    new Bitmap(edges).clear(SMALL + 2);
    assertBroken("F2");
  }

  @Test
  void aLostStartBreaksF2() {
    Memory.putInt(pages.header(LARGE) + 12, 0);
    assertBroken("F2");
  }

  @Test
  void aLostEndBreaksF1() {
    Memory.putInt(records + ((long) pages.page(LARGE + LARGE_SIZE - 1) << 5) + 28, 0);
    assertBroken("F1");
  }

  @Test
  void aCleanPageInUseBreaksT3() {
    new Bitmap(dirty).clear(15);
    assertBroken("T3");
  }

  @Test
  void aWrongCountOfDirtyPagesBreaksT4() {
    new Bitmap(dirty).clear(pages.page(LARGE) + 2);
    assertBroken("T4");
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
