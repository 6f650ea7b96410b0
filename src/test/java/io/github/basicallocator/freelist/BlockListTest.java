package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.os.ToyHeap;
import java.util.NoSuchElementException;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A list over 1 KiB of memory, in which offsets stand for addresses. */
class BlockListTest {
  private final ToyHeap heap = new ToyHeap(1024, 64);
  private final long base = heap.address();
  private final BlockList list = new BlockList();

  @BeforeEach
  void growAll() {
    heap.grow(1024);
  }

  @AfterEach
  void checkAndClose() {
    list.check();
    heap.close();
  }

  @Test
  void anEmptyListFitsNothing() {
    assertTrue(list.isEmpty());
    assertEquals(0, list.popFit(16, 16));
    assertEquals("BlockList()", list.toString());
    assertEquals(new Stats(0, 0), list.stats());
  }

  @Test
  void blocksAreKeptInTheOrderOfTheirAddresses() {
    add(512, 64);
    add(0, 64);
    add(256, 64);
    add(768, 64);
    assertBlocks("0+64 256+64 512+64 768+64");
  }

  @Test
  void freeingBetweenTwoNeighboursLeavesOneBlock() {
    add(0, 64);
    add(128, 64);
    add(64, 64);
    assertBlocks("0+192");
  }

  @Test
  void freeingRightBelowABlockMergesWithIt() {
    add(128, 64);
    add(64, 64);
    assertBlocks("64+128");
  }

  @Test
  void freeingRightAboveABlockMergesWithIt() {
    add(64, 64);
    add(128, 64);
    assertBlocks("64+128");
  }

  @Test
  void mergingKeepsTheRestOfTheList() {
    add(0, 16);
    add(64, 64);
    add(256, 64);
    add(512, 64);
    add(128, 128); // closes the gap between the second and the third
    assertBlocks("0+16 64+256 512+64");
    add(48, 16); // touches the second from below, in the middle of the list
    assertBlocks("0+16 48+272 512+64");
  }

  @Test
  void aBlockOfTheRightSizeIsUnlinked() {
    add(0, 32);
    add(64, 64);
    add(256, 128);
    assertEquals(64, popFit(64, 16));
    assertBlocks("0+32 256+128");
    assertEquals(0, popFit(32, 16));
    assertBlocks("256+128");
  }

  @Test
  void theTailOfALargerBlockIsTaken() {
    add(64, 64);
    assertEquals(112, popFit(16, 16));
    assertBlocks("64+48");
  }

  @Test
  void theFirstBlockThatFitsIsTakenNotTheBest() {
    add(0, 16);
    add(64, 128);
    add(256, 32);
    assertEquals(160, popFit(32, 16));
    assertBlocks("0+16 64+96 256+32");
  }

  @Test
  void anAlignedRequestLeavesAHeadAndATail() {
    // How the system aligned the toy heap is not up to us; 64 bytes it is at least.
    add(16, 176);
    assertEquals(128, popFit(48, 64));
    assertBlocks("16+112 176+16");
  }

  @Test
  void anAlignedRequestMayLeaveATailOnly() {
    add(64, 80);
    assertEquals(64, popFit(64, 64));
    assertBlocks("128+16");
  }

  @Test
  void aBlockThatIsLargeEnoughButNotAlignedIsPassed() {
    add(16, 96);
    add(256, 64);
    assertEquals(256, popFit(64, 64));
    assertBlocks("16+96");
  }

  @Test
  void freeingWhatIsFreeChangesNothing() {
    add(64, 64);
    add(256, 64);
    assertOverlap(64, 64); // the same again
    assertOverlap(112, 32); // its end
    assertOverlap(32, 48); // its start
    assertOverlap(80, 16); // its middle
    assertOverlap(0, 1024); // all of it, and more
    assertOverlap(128, 144); // from the end of one into the next
    assertOverlap(304, 16); // the end of the last
    assertBlocks("64+64 256+64");
  }

  @Test
  void theMessageOfADoubleFreeNamesWhatIsFree() {
    add(64, 64);
    var error = assertThrows(IllegalStateException.class, () -> add(80, 16));
    assertEquals(
        "16 bytes at 0x%x were given back, but FreeBlock(0x%x, 64) is free already"
            .formatted(base + 80, base + 64),
        error.getMessage());
  }

  @Test
  void shrinkingGivesTheEndToTheList() {
    add(256, 64);
    assertTrue(list.resize(base + 64, 128, 32));
    assertBlocks("96+96 256+64");
  }

  @Test
  void shrinkingMergesWithWhatLiesBehind() {
    add(0, 16);
    add(192, 64);
    assertTrue(list.resize(base + 64, 128, 64));
    assertBlocks("0+16 128+128");
  }

  @Test
  void growingTakesFromTheFrontOfTheNextBlock() {
    add(0, 16);
    add(128, 64);
    add(512, 64);
    assertTrue(list.resize(base + 64, 64, 96));
    assertBlocks("0+16 160+32 512+64");
    assertTrue(list.resize(base + 64, 96, 128));
    assertBlocks("0+16 512+64");
  }

  @Test
  void growingWhereNothingIsFreeBehindFails() {
    assertFalse(list.resize(base + 64, 64, 80));
    add(144, 64); // near, but not right behind
    assertFalse(list.resize(base + 64, 64, 80));
    add(512, 64);
    assertFalse(list.resize(base + 448, 64, 144), "one granule more than there is");
    assertBlocks("144+64 512+64");
  }

  @Test
  void resizingToTheSameSizeChangesNothing() {
    add(128, 64);
    assertTrue(list.resize(base + 64, 64, 64));
    assertBlocks("128+64");
  }

  @Test
  void resizingWhatIsFreeIsNoticed() {
    add(64, 64);
    add(256, 64);
    assertThrows(IllegalStateException.class, () -> list.resize(base + 64, 64, 32));
    assertThrows(IllegalStateException.class, () -> list.resize(base + 96, 64, 96));
    assertThrows(IllegalStateException.class, () -> list.resize(base + 192, 128, 64));
    assertBlocks("64+64 256+64");
  }

  @Test
  void theTextOfAListNamesItsBlocks() {
    add(0, 64);
    add(128, 32);
    assertEquals(
        "BlockList(FreeBlock(0x%x, 64), FreeBlock(0x%x, 32))".formatted(base, base + 128),
        list.toString());
    assertEquals("2 free blocks, 96 bytes", list.stats().toString());
    assertEquals("1 free block, 1,024 bytes", new Stats(1, 1024).toString());
  }

  @Test
  void anIteratorEndsWithAnException() {
    add(0, 64);
    var iterator = list.iterator();
    assertEquals(new FreeBlock(base, 64), iterator.next());
    assertFalse(iterator.hasNext());
    assertThrows(NoSuchElementException.class, iterator::next);
  }

  private void add(long offset, long size) {
    list.add(base + offset, size);
  }

  private long popFit(long size, long alignment) {
    return list.popFit(size, alignment) - base;
  }

  private void assertOverlap(long offset, long size) {
    assertThrows(IllegalStateException.class, () -> add(offset, size));
  }

  private void assertBlocks(String expected) {
    StringJoiner blocks = new StringJoiner(" ");
    for (FreeBlock block : list) {
      blocks.add(block.address() - base + "+" + block.size());
    }
    assertEquals(expected, blocks.toString());
    assertFalse(list.isEmpty());
    assertTrue(list.validity().isValid());
  }
}
