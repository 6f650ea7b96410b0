package io.github.basicallocator.magazine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private static final long KIB = 1024;

  private final Cache cache = new Cache();
  private final Allowance large = cache.large;
  private final List<Long> given = new ArrayList<>();

  @BeforeEach
  void grant() {
    large.addGrant(8192 * KIB);
  }

  @Test
  void theSmallestRoundThatFitsIsGivenUpFirst() {
    keep(100 * KIB, 64);
    keep(20 * KIB, 16, 32);
    keep(12 * KIB, 48);
    assertTrue(giveUp(13 * KIB));
    assertTrue(giveUp(20 * KIB));
    assertTrue(giveUp(20 * KIB));
    assertEquals(List.of(32L, 16L, 64L), given);
    assertEquals(2, cache.magazine(SizeClasses.of(20 * KIB)).limit());
    large.check();
  }

  @Test
  void ifNoneFitsAllOfTheLargestSizeAre() {
    keep(20 * KIB, 16, 32);
    keep(12 * KIB, 48);
    assertTrue(giveUp(100 * KIB));
    assertEquals(List.of(32L, 16L), given);
    assertTrue(giveUp(2 * SizeClasses.LARGEST));
    assertFalse(giveUp(100 * KIB));
    assertEquals(List.of(32L, 16L, 48L), given);
  }

  @Test
  void aSmallBlockIsMadeOfTheSmallestLargeOne() {
    keep(20 * KIB, 16);
    keep(12 * KIB, 32);
    assertTrue(giveUp(16));
    assertEquals(List.of(32L), given);
  }

  private void keep(long size, long... rounds) {
    Magazine magazine = cache.magazine(SizeClasses.of(size));
    assertTrue(large.raise(magazine, rounds.length));
    for (long round : rounds) {
      magazine.push(round);
    }
  }

  private boolean giveUp(long size) {
    return large.giveUpRounds(
        size,
        (magazine, count) -> {
          for (int i = 0; i < count; i++) {
            given.add(magazine.pop());
          }
        });
  }
}
