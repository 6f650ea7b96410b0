package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.os.ToyHeap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each invariant is broken by writing over a header, as a program does that goes on using memory it
 * has given back; and the check names it.
 */
class InvariantsTest {
  private final ToyHeap heap = new ToyHeap(4096, 64);
  private final RawAlloc raw = new RawAlloc(heap);

  /** Three free blocks of 64 bytes with as much in use between them. */
  private final long[] blocks = new long[3];

  @BeforeEach
  void freeEverySecondBlock() {
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = raw.allocate(64, 16);
      raw.allocate(64, 16);
    }
    for (long block : blocks) {
      raw.deallocate(block, 64, 16);
    }
    raw.check();
    assertEquals(new Stats(3, 192), raw.blocks().stats());
  }

  @AfterEach
  void close() {
    heap.close();
  }

  @Test
  void addressesThatDoNotIncreaseAreI1() {
    FreeHeader.setNext(blocks[0], blocks[2]);
    FreeHeader.setNext(blocks[2], blocks[1]);
    FreeHeader.setNext(blocks[1], 0);
    assertBroken("I1");
    assertEquals(new Validity(0, 0, 1), raw.blocks().validity());
  }

  @Test
  void aListThatLeadsBackToItselfIsI1() {
    FreeHeader.setNext(blocks[2], blocks[1]);
    assertBroken("I1");
    assertTrue(raw.blocks().validity().outOfOrders() >= 1, "and counting it comes to an end");
    assertTrue(raw.blocks().stats().length() >= 3);
    assertTrue(raw.blocks().toString().startsWith("BlockList(FreeBlock(0x"));
  }

  @Test
  void aBlockThatLeadsToItselfIsI1() {
    FreeHeader.setNext(blocks[0], blocks[0]);
    assertBroken("I1");
    assertEquals(new Validity(1, 0, 1), raw.blocks().validity());
  }

  @Test
  void blocksThatOverlapAreI2() {
    FreeHeader.setSize(blocks[0], 144);
    assertBroken("I2");
    assertEquals(new Validity(1, 0, 0), raw.blocks().validity());
  }

  @Test
  void blocksThatTouchAreI3() {
    FreeHeader.setSize(blocks[0], 128);
    assertBroken("I3");
    assertEquals(new Validity(0, 1, 0), raw.blocks().validity());
  }

  @Test
  void touchingInTheWrongOrderCountsAsBoth() {
    FreeHeader.setSize(blocks[1], 128);
    FreeHeader.setNext(blocks[0], blocks[2]);
    FreeHeader.setNext(blocks[2], blocks[1]);
    FreeHeader.setNext(blocks[1], 0);
    assertEquals(new Validity(0, 1, 1), raw.blocks().validity());
  }

  @Test
  void aSizeThatIsNoMultipleOfAGranuleIsI4() {
    FreeHeader.setSize(blocks[1], 63);
    assertBroken("I4");
  }

  @Test
  void aSizeSmallerThanAHeaderIsI4() {
    FreeHeader.setSize(blocks[1], 0);
    assertBroken("I4");
  }

  @Test
  void anAddressThatIsNoMultipleOfAGranuleIsI4() {
    FreeHeader.write(blocks[1] + 8, blocks[2], 32);
    FreeHeader.setNext(blocks[0], blocks[1] + 8);
    assertBroken("I4");
  }

  @Test
  void aListThatLeadsOutOfThePagesIsI5() {
    FreeHeader.setNext(blocks[1], 0xdead_0000L);
    assertBroken("I5");
  }

  @Test
  void aBlockThatReachesOutOfThePagesIsI5() {
    FreeHeader.setSize(blocks[2], 1 << 20);
    assertBroken("I5");
  }

  @Test
  void bytesThatAreNeitherLiveNorFreeAreI6() {
    FreeHeader.setSize(blocks[1], 48);
    assertBroken("I6");
  }

  @Test
  void aBlockThatIsLostIsI6() {
    FreeHeader.setNext(blocks[1], 0);
    assertBroken("I6");
  }

  @Test
  void theListAloneChecksItself() {
    FreeHeader.setSize(blocks[0], 144);
    var broken = assertThrows(IllegalStateException.class, raw.blocks()::check);
    assertTrue(broken.getMessage().startsWith("I2 broken"), broken.getMessage());
    assertFalse(raw.blocks().validity().isValid());
  }

  private void assertBroken(String invariant) {
    var broken = assertThrows(IllegalStateException.class, raw::check);
    assertTrue(broken.getMessage().startsWith(invariant + " broken"), broken.getMessage());
  }
}
