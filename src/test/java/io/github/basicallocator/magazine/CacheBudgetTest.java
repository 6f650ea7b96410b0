package io.github.basicallocator.magazine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CacheBudgetTest {
  private static final long FLOOR = 1L << 20;
  private static final long PIECE = 16L << 10;
  private static final long NOTHING_USED = 0;

  private final CacheBudget budget = new CacheBudget(FLOOR, 7, 0, CacheBudget.MINIMUM);
  private long total;

  @BeforeEach
  void twoCaches() {
    budget.addCache();
    budget.addCache();
    total = budget.total(NOTHING_USED);
  }

  @Test
  void oneCacheMayHaveEverything() {
    assertTrue(budget.grant(0, total, NOTHING_USED));
    assertFalse(budget.grant(total, 1, NOTHING_USED));
  }

  @Test
  void theFirstBytesAreNeverRefused() {
    assertTrue(budget.grant(0, total, NOTHING_USED));
    assertTrue(budget.grant(0, CacheBudget.MINIMUM, NOTHING_USED));
    assertFalse(budget.grant(CacheBudget.MINIMUM, PIECE, NOTHING_USED));
  }

  /** What the rich one gives back, the poor one gets, though the rich one asks first. */
  @Test
  void whoHasItsShareStandsBackForWhoHasLess() {
    assertTrue(budget.grant(0, total, NOTHING_USED));
    assertEquals(0, budget.excess(total, NOTHING_USED), "nobody else wants any");
    assertFalse(budget.grant(0, CacheBudget.MINIMUM + PIECE, NOTHING_USED));
    assertTrue(budget.isShort());

    long excess = budget.excess(total, NOTHING_USED);
    assertEquals(total / 4, excess, "half of what it has above its share");
    budget.giveBack(excess);
    assertFalse(budget.grant(total - excess, PIECE, NOTHING_USED), "the rich one");
    assertTrue(budget.grant(0, CacheBudget.MINIMUM + PIECE, NOTHING_USED), "the poor one");
  }

  @Test
  void nobodyGivesBackTheMinimum() {
    CacheBudget small =
        new CacheBudget(CacheBudget.MINIMUM / 4, Long.SIZE - 1, 0, CacheBudget.MINIMUM);
    small.addCache();
    small.addCache();
    assertTrue(small.grant(0, CacheBudget.MINIMUM, NOTHING_USED));
    assertEquals(0, small.excess(CacheBudget.MINIMUM, NOTHING_USED));
    assertTrue(small.excess(CacheBudget.MINIMUM + PIECE, NOTHING_USED) > 0);
  }

  @Test
  void nobodyStandsBackForEver() {
    assertTrue(budget.grant(0, total - PIECE, NOTHING_USED));
    assertFalse(budget.grant(0, CacheBudget.MINIMUM + PIECE, NOTHING_USED));
    int refusals = 0;
    while (!budget.grant(total - PIECE, PIECE, NOTHING_USED)) {
      refusals++;
      assertTrue(refusals < 100, "refused for ever");
    }
    assertTrue(refusals > 0);
    assertFalse(budget.isShort());
  }

  @Test
  void whileTheHeapGrowsHalfOfItIsTooMuch() {
    assertTrue(budget.grant(0, total, NOTHING_USED));
    assertEquals(0, budget.excess(total, NOTHING_USED));
    budget.setGrowing(true);
    assertTrue(budget.excess(total, NOTHING_USED) > 0);
    budget.giveBack(total / 2);
    assertFalse(budget.grant(total / 2, PIECE, NOTHING_USED));
    budget.setGrowing(false);
    assertTrue(budget.grant(total / 2, PIECE, NOTHING_USED));
  }

  @Test
  void aShareOfTheMemoryInUseIsTheBudgetWhereItIsMore() {
    assertEquals(8 * total, budget.total(8 * total << 7));
  }

  @Test
  void theMoreIsInUseTheLessIsKept() {
    assertEquals(total - PIECE, budget.total(32 * PIECE));
    assertEquals(total / 4, budget.total(32 * total * 3 / 4));
  }

  @Test
  void whereThreadsWaitForEachOtherFourTimesAsMuchIsKept() {
    budget.setContended(true);
    assertEquals(4 * total, budget.total(NOTHING_USED));
    budget.setContended(false);
    assertEquals(total, budget.total(NOTHING_USED));
  }

  @Test
  void aPartOfABudgetIsAPartOfAllOfIt() {
    CacheBudget part = new CacheBudget(FLOOR, 7, 3, CacheBudget.MINIMUM);
    part.addCache();
    part.addCache();
    assertEquals(total / 8, part.total(NOTHING_USED));
    assertEquals(total, part.total(8 * total << 7));
  }

  @Test
  void withoutAMinimumEveryByteCanBeRefused() {
    CacheBudget large = new CacheBudget(0, 1, 0, 0);
    assertFalse(large.grant(0, 1, NOTHING_USED));
    assertTrue(large.grant(0, PIECE, 2 * PIECE));
    assertEquals(0, large.excess(PIECE, 2 * PIECE * 7 / 8), "a quarter more is tolerated");
    assertTrue(large.excess(PIECE, 2 * PIECE * 3 / 4) > 0);
    assertTrue(large.excess(PIECE, NOTHING_USED) > 0);
  }

  @Test
  void evenTheLargestFloorIsAFigure() {
    CacheBudget largest = new CacheBudget(Long.MAX_VALUE, 7, 0, CacheBudget.MINIMUM);
    largest.setContended(true);
    assertTrue(largest.total(NOTHING_USED) > 0);
  }
}
