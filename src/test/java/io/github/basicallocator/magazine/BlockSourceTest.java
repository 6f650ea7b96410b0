package io.github.basicallocator.magazine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.basicallocator.segregated.Heaps;
import io.github.basicallocator.segregated.MemoryLimit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rounds that lie side by side are freed as one, and none of them escapes the checks that each would have had. */
class BlockSourceTest {
  private static final long SIZE = 48;
  private static final int COUNT = 40;

  private final Heaps heaps =
      new Heaps(new MemoryLimit(Long.MAX_VALUE), Long.MAX_VALUE, Long.SIZE - 1, false);
  private final BlockSource source = new BlockSource(heaps);
  private final Magazine magazine = magazine();
  private final List<Long> blocks = neighbours();

  private static Magazine magazine() {
    Cache cache = new Cache();
    Magazine magazine = cache.magazine(SizeClasses.of(SIZE));
    cache.small.addGrant(1 << 20);
    while (magazine.limit() < COUNT) {
      cache.small.raise(magazine);
    }
    return magazine;
  }

  private List<Long> neighbours() {
    source.free(BlockSource.address(source.allocate(SIZE, 16)), SIZE); // there is a heap now
    long first = BlockSource.address(source.allocateRun(SIZE, COUNT));
    assertEquals(COUNT, source.runLength());
    return new ArrayList<>(LongStream.range(0, COUNT).mapToObj(i -> first + i * SIZE).toList());
  }

  @AfterEach
  void release() {
    heaps.releaseAll();
  }

  @Test
  void inEveryOrderTheyAreFree() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      int moved = random.nextInt(COUNT);
      Collections.rotate(blocks, moved);
      Collections.shuffle(blocks.subList(0, random.nextInt(COUNT)), random);
      if (round % 2 == 0) {
        Collections.reverse(blocks);
      }
      blocks.forEach(magazine::push);
      source.free(magazine, 1 + random.nextInt(COUNT));
      heaps.check();
      assertEquals(magazine.count() * magazine.blockSize, heaps.usedBytes());
      assertEquals(magazine.count() * magazine.blockSize, source.usedBytes(SizeClasses.of(SIZE)));
      source.free(magazine, magazine.count());
      assertEquals(0, heaps.usedBytes());
      blocks.clear();
      blocks.addAll(neighbours());
    }
  }

  @Test
  void oneThatIsThereTwiceCostsNoOther() {
    magazine.push(blocks.get(0));
    magazine.push(blocks.get(10));
    magazine.push(blocks.get(10));
    assertThrows(IllegalStateException.class, () -> source.free(magazine, 3));
    heaps.check();
    assertEquals((COUNT - 1) * SIZE, heaps.usedBytes());
    assertEquals(blocks.get(0), magazine.pop());
  }

  @Test
  void oneThatIsFreeAlreadyIsNoticedAmongItsNeighbours() {
    for (int wrong = 0; wrong < COUNT; wrong++) {
      source.free(blocks.get(wrong), SIZE);
      Collections.shuffle(
          blocks.subList(0, wrong), new Random(wrong)); // and some that are not in order
      blocks.forEach(magazine::push);
      assertThrows(IllegalStateException.class, () -> source.free(magazine, COUNT));
      heaps.check();
      assertEquals(
          magazine.count() * magazine.blockSize,
          heaps.usedBytes(),
          "each round is free, or still in the magazine");
      heaps.releaseAll();
      while (magazine.pop() != 0) {
        // its blocks are gone
      }
      blocks.clear();
      blocks.addAll(neighbours());
    }
  }
}
