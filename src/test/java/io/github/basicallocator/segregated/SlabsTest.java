package io.github.basicallocator.segregated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.os.AddressRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slabs from a source that has a few, numbered from 1 on. */
class SlabsTest {
  private static final int SLABS = 4;
  private static final int TOP = SlabTable.firstGranule(1 + SLABS);
  private static final int FIRST = SlabTable.firstGranule(1);

  private final AddressRange notes = AddressRange.reserve(1 << 16);
  private final int[] starts = new int[SlabTable.GRANULES];
  private final List<Integer> given = new ArrayList<>();
  private final List<Integer> available = new ArrayList<>();
  private SlabTable table;
  private Bitmap bits;
  private Slabs slabs;

  @BeforeEach
  void noSlabs() {
    notes.commit(notes.size());
    bits = new Bitmap(notes.start());
    table = new SlabTable(notes.start() + (1 << 15));
    for (int slab = 1; slab <= SLABS; slab++) {
      available.add(SlabTable.firstGranule(slab));
    }
    slabs =
        new Slabs(
            new Slabs.Source() {
              @Override
              public int allocateSlab() {
                return available.isEmpty() ? SlabTable.NONE : available.remove(0);
              }

              @Override
              public void freeSlab(int start, int blocks) {
                assertEquals(
                    start + SlabTable.GRANULES, bits.next(start, start + SlabTable.GRANULES));
                assertFalse(table.isInSlab(start));
                given.add(start);
              }
            },
            table,
            bits);
  }

  @AfterEach
  void release() {
    notes.release();
  }

  @Test
  void aSlabHasAsManyBlocksAsFit() {
    for (int size = 1; size <= Slabs.LARGEST; size++) {
      int capacity = SlabTable.GRANULES / size;
      assertEquals(capacity, slabs.allocate(size, Integer.MAX_VALUE, starts));
      int first = starts[0];
      for (int i = 0; i < capacity; i++) {
        assertEquals(first + i * size, starts[i]);
        assertTrue(slabs.isUsed(starts[i], size));
      }
      assertEquals(SlabTable.GRANULES - capacity * size, slabs.freeGranules());
      slabs.check(TOP);
      for (int i = 0; i < capacity; i++) {
        slabs.free(first + i * size, size);
        slabs.check(TOP);
      }
      assertEquals(SlabTable.GRANULES, slabs.freeGranules());
      slabs.trim();
      assertEquals(List.of(first), given);
      available.addAll(0, given);
      given.clear();
    }
  }

  @Test
  void whatNobodyUsesIsNotUsed() {
    int count = slabs.allocate(3, 2, starts);
    assertEquals(2, count);
    assertTrue(slabs.isUsed(FIRST + 3, 3));
    assertFalse(slabs.isUsed(FIRST + 6, 3), "free");
    assertFalse(slabs.isUsed(FIRST + 4, 3), "inside");
    assertFalse(slabs.isUsed(FIRST + 3, 2), "of another size");
    assertFalse(slabs.isUsed(FIRST + 255, 3), "the rest, in which no block is");
    slabs.free(FIRST + 3, 3);
    assertFalse(slabs.isUsed(FIRST + 3, 3), "free again");
  }

  @Test
  void onlyTheLastWithFreeBlocksStaysWhenAllAreFree() {
    int capacity = slabs.allocate(16, 16, starts);
    slabs.allocate(16, 16, starts);
    for (int i = 0; i < capacity; i++) {
      slabs.free(FIRST + i * 16, 16);
    }
    assertEquals(List.of(), given, "nobody else has free blocks");
    slabs.check(TOP);
    assertEquals(16, slabs.allocate(16, 99, starts));
    slabs.free(FIRST, 16);
    slabs.free(FIRST + SlabTable.GRANULES, 16);
    for (int i = 1; i < capacity; i++) {
      slabs.free(FIRST + i * 16, 16);
    }
    assertEquals(List.of(FIRST), given, "the other slab has one");
    slabs.check(TOP);
    assertFalse(slabs.trim(), "it has 15 blocks in use");
  }

  @Test
  void manyAreFreedUpToTheFirstThatIsNotInUse() {
    slabs.allocate(3, 85, starts);
    int free = slabs.allocate(3, 2, new int[2]);
    assertEquals(2, free, "in another slab");
    int other = FIRST + SlabTable.GRANULES;
    int[] freed = {FIRST, FIRST + 6, other, FIRST + 3, other + 3, other + 3, FIRST + 9};
    assertEquals(5, slabs.free(freed, freed.length, 3), "the next is free already");
    slabs.check(TOP);
    assertTrue(slabs.isUsed(FIRST + 9, 3));
    int[] inside = {FIRST + 9, FIRST + 13};
    assertEquals(1, slabs.free(inside, 2, 3));
    int[] ofAnotherSize = {FIRST + 12};
    assertEquals(0, slabs.free(ofAnotherSize, 1, 2));
    int[] inNone = {FIRST + 2 * SlabTable.GRANULES};
    assertEquals(0, slabs.free(inNone, 1, 3));
    int[] rest = IntStream.range(4, 85).map(i -> FIRST + 3 * i).toArray();
    assertEquals(81, slabs.free(rest, rest.length, 3));
    slabs.check(TOP);
    assertEquals(List.of(other), given, "which had been empty before");
  }

  @Test
  void blocksOfALowerSlabAreNotCountedToTheHigherOne() {
    slabs.allocate(16, 16, starts);
    slabs.allocate(16, 16, starts);
    int other = FIRST + SlabTable.GRANULES;
    assertEquals(3, slabs.free(new int[] {other + 16, FIRST + 32, FIRST + 16}, 3, 16));
    slabs.check(TOP);
    int[] all = IntStream.range(3, 16).map(i -> FIRST + 16 * i).toArray();
    assertEquals(13, slabs.free(all, 13, 16));
    assertEquals(1, slabs.free(new int[] {FIRST}, 1, 16));
    assertEquals(List.of(FIRST), given, "the other slab has a free block");
    slabs.check(TOP);
  }

  @Test
  void allOfASlabMayBeFreedAtOnce() {
    int[] all = new int[16];
    slabs.allocate(16, 16, all);
    slabs.allocate(16, 16, starts);
    assertEquals(16, slabs.free(all, 16, 16));
    assertEquals(List.of(), given, "nobody else has free blocks");
    slabs.check(TOP);
    assertEquals(16, slabs.free(starts, 16, 16));
    assertEquals(1, given.size());
    slabs.check(TOP);
  }

  @Test
  void withoutRoomForASlabThereIsNoBlock() {
    available.clear();
    assertEquals(0, slabs.allocate(1, 1, starts));
    assertFalse(slabs.hasRoomFor(1));
    slabs.check(TOP);
  }

  @Test
  void theWalkTellsFreeBlocksAndWhatIsLeftOver() {
    slabs.allocate(7, 36, starts);
    slabs.free(FIRST + 7, 7);
    slabs.free(FIRST + 14, 7);
    slabs.free(FIRST + 35 * 7, 7);
    List<String> stretches = new ArrayList<>();
    slabs.walk(
        FIRST - 20,
        FIRST + SlabTable.GRANULES + 20,
        (start, size, free) -> stretches.add((start - FIRST) + "+" + size + (free ? " free" : "")));
    assertEquals(List.of("-20+27", "7+14 free", "21+224", "245+11 free", "256+20"), stretches);
  }

  @Test
  void aBitInTheMiddleOfABlockBreaksL1() {
    slabs.allocate(3, 5, starts);
    bits.set(FIRST + 1);
    assertBroken("L1");
  }

  @Test
  void aMissingBitBreaksL1() {
    slabs.allocate(3, 5, starts);
    bits.clear(FIRST + 15);
    assertBroken("L1");
  }

  @Test
  void aWrongSizeBreaksL2() {
    slabs.allocate(4, 64, starts);
    slabs.allocate(3, 1, starts);
    slabs.free(FIRST + 4, 4);
    table.setNext(1, 2);
    assertBroken("L2");
  }

  @Test
  void aSlabThatIsInNoListBreaksL2() {
    slabs.allocate(4, 64, starts);
    slabs.allocate(4, 1, starts);
    slabs.free(FIRST, 4);
    table.setNext(1, SlabTable.NONE);
    assertBroken("L2");
  }

  @Test
  void aSecondEmptySlabBreaksL2() {
    slabs.allocate(16, 16, starts);
    slabs.allocate(16, 1, starts);
    slabs.free(FIRST + SlabTable.GRANULES, 16);
    for (int i = 0; i < 15; i++) {
      slabs.free(FIRST + i * 16, 16);
    }
    slabs.check(TOP);
    table.setNext(1, SlabTable.NONE); // as if it were alone
    slabs.free(FIRST + 15 * 16, 16);
    table.setNext(1, 2);
    assertBroken("L2");
  }

  @Test
  void whatIsLeftOfAFormerSlabBreaksL1() {
    table.setPrevious(3, 1);
    assertBroken("L1");
  }

  private void assertBroken(String invariant) {
    IllegalStateException broken =
        assertThrows(IllegalStateException.class, () -> slabs.check(TOP));
    assertTrue(broken.getMessage().startsWith(invariant + " broken"), broken.getMessage());
  }
}
