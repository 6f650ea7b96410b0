package io.github.basicallocator.magazine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The stacks in one array behave like as many stacks of their own. */
class StacksTest {
  private static final int[] CLASSES = {1, 2, 3, 100, SizeClasses.COUNT - 1};

  private final Stacks stacks = new Stacks();

  @Test
  void aClassWithoutLimitHasNothingAndTakesNothing() {
    assertEquals(0, stacks.pop(5));
    assertEquals(0, stacks.peek(5));
    assertFalse(stacks.push(5, 16));
    assertEquals(0, stacks.pop(5));
    stacks.checkStacks();
  }

  @Test
  void whatIsPushedIsPoppedInTheOppositeOrderUpToTheLimit() {
    stacks.setLimit(7, 2);
    assertTrue(stacks.push(7, 16));
    assertTrue(stacks.push(7, 32));
    assertFalse(stacks.push(7, 48));
    assertEquals(32, stacks.peek(7));
    assertEquals(32, stacks.pop(7));
    assertEquals(16, stacks.pop(7));
    assertEquals(0, stacks.pop(7));
  }

  @Test
  void whatIsNotAlignedStays() {
    stacks.setLimit(7, 2);
    assertEquals(0, stacks.pop(7, 64));
    stacks.push(7, 48);
    for (long refused : new long[] {32, 64, 4096, 0, 3, 48, -16, Long.MIN_VALUE}) {
      assertEquals(0, stacks.pop(7, refused), () -> "aligned to " + refused);
    }
    assertEquals(48, stacks.pop(7, 8));
    stacks.push(7, 64);
    assertEquals(64, stacks.pop(7, 64));
    assertEquals(0, stacks.count(7));
  }

  /** With limits that rise and fall, and rounds that move from one cache to another and back. */
  @Test
  void manyStacksDoNotDisturbEachOther() {
    Random random = new Random(1);
    Stacks other = new Stacks();
    List<Deque<Long>> expected = models();
    List<Deque<Long>> expectedOther = models();
    for (int step = 1; step < 200_000; step++) {
      int i = random.nextInt(CLASSES.length);
      int sizeClass = CLASSES[i];
      Deque<Long> model = expected.get(i);
      switch (random.nextInt(8)) {
        case 0 -> stacks.setLimit(sizeClass, model.size() + random.nextInt(1 + step / 500));
        case 1, 2, 3 -> {
          if (stacks.push(sizeClass, step)) {
            model.push((long) step);
            assertTrue(model.size() <= stacks.limit(sizeClass));
          } else {
            assertEquals(stacks.limit(sizeClass), model.size());
          }
        }
        case 4 -> move(sizeClass, stacks, model, other, expectedOther.get(i));
        case 5 -> move(sizeClass, other, expectedOther.get(i), stacks, model);
        default -> assertEquals(model.isEmpty() ? 0 : model.pop(), stacks.pop(sizeClass));
      }
      assertEquals(model.size(), stacks.count(sizeClass));
      assertEquals(model.isEmpty() ? 0 : model.peek(), stacks.peek(sizeClass));
    }
    stacks.checkStacks();
    other.checkStacks();
    for (int i = 0; i < CLASSES.length; i++) {
      for (int index = 0; !expected.get(i).isEmpty(); index++) {
        assertEquals(expected.get(i).removeLast(), stacks.round(CLASSES[i], index));
      }
    }
  }

  @Test
  void aStackThatIsMovedHasItsLimitAsBefore() {
    stacks.setLimit(7, 1);
    stacks.setLimit(8, 2000);
    assertTrue(stacks.push(7, 16));
    assertFalse(stacks.push(7, 32));
  }

  @Test
  void aStackThatIsMovedHasItsMarkAsBefore() {
    stacks.setLimit(7, 1);
    long mark = stacks.mark(7);
    stacks.setLimit(8, 2000);
    assertTrue(stacks.isOnlyPoppedSince(7, mark));
    stacks.checkStacks();
  }

  @Test
  void theArrayIsLargeEnoughForEveryLimit() {
    for (int limit = 1; limit < 3000; limit++) {
      Stacks some = new Stacks();
      some.setLimit(7, 1);
      some.setLimit(8, limit);
      some.checkStacks();
      assertEquals(limit, some.limit(8));
    }
  }

  @Test
  void whatWasOnlyPoppedSinceIsKnown() {
    stacks.setLimit(7, 2);
    long empty = stacks.mark(7);
    assertTrue(stacks.isOnlyPoppedSince(7, empty));
    stacks.push(7, 16);
    stacks.pop(7);
    assertFalse(stacks.isOnlyPoppedSince(7, empty));
    stacks.push(7, 32);
    stacks.push(7, 48);
    long full = stacks.mark(7);
    stacks.pop(7);
    stacks.pop(7);
    assertTrue(stacks.isOnlyPoppedSince(7, full));
  }

  @Test
  void aStackThatMayHaveNothingIsMarkedToo() {
    stacks.setLimit(7, 1);
    stacks.setLimit(7, 0);
    long mark = stacks.mark(7);
    assertTrue(stacks.isOnlyPoppedSince(7, mark));
    assertFalse(stacks.push(7, 16));
    stacks.checkStacks();
    stacks.setLimit(7, 1);
    assertTrue(stacks.isOnlyPoppedSince(7, mark));
    stacks.push(7, 16);
    stacks.pop(7);
    stacks.setLimit(7, 0);
    assertFalse(stacks.isOnlyPoppedSince(7, mark));
  }

  @Test
  void aLimitThatFallsHidesNothing() {
    stacks.setLimit(7, 2);
    stacks.push(7, 16);
    long mark = stacks.mark(7);
    stacks.pop(7);
    stacks.setLimit(7, 0);
    assertTrue(stacks.isOnlyPoppedSince(7, mark));
    stacks.setLimit(7, 1);
    assertTrue(stacks.isOnlyPoppedSince(7, mark));
  }

  @Test
  void brokenInvariantsAreNamed() {
    stacks.setLimit(7, 3);
    stacks.push(7, 16);
    stacks.setLimit(7, 0); // below the count
    assertBroken("M1");
    stacks.setLimit(7, 3);
    stacks.checkStacks();
    stacks.push(7, -1); // no address
    assertBroken("M2");
  }

  private void assertBroken(String invariant) {
    String message = assertThrows(IllegalStateException.class, stacks::checkStacks).getMessage();
    assertTrue(message.startsWith(invariant + " broken: class 7 "), message);
  }

  private static void move(
      int sizeClass, Stacks from, Deque<Long> fromModel, Stacks to, Deque<Long> toModel) {
    int count = fromModel.size() / 2;
    if (count == 0) {
      return;
    }
    if (to.limit(sizeClass) < toModel.size() + count) {
      to.setLimit(sizeClass, toModel.size() + count);
    }
    to.take(sizeClass, from, count);
    Deque<Long> moved = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      moved.push(fromModel.pop());
    }
    moved.forEach(toModel::push);
  }

  private static List<Deque<Long>> models() {
    List<Deque<Long>> models = new ArrayList<>();
    for (int i = 0; i < CLASSES.length; i++) {
      models.add(new ArrayDeque<>());
    }
    return models;
  }
}
