package io.github.basicallocator.magazine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.basicallocator.segregated.Heaps;
import io.github.basicallocator.segregated.MemoryLimit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds that lie side by side, in a slab or freed as one, and none of them escapes the checks that each would have had. */
@ParameterizedClass
@ValueSource(longs = {48, 272})
class BlockSourceTest {
  private static final int COUNT = 40;
  private static final int MANY = 300;

  @Parameter long size;

  private final Heaps heaps =
      new Heaps(new MemoryLimit(Long.MAX_VALUE), Long.MAX_VALUE, Long.SIZE - 1, false);
  private final BlockSource source = new BlockSource(heaps);
  private Magazine magazine;
  private List<Long> blocks;

  @BeforeEach
  void allocate() {
    magazine = magazine();
    blocks = neighbours();
  }

  private Magazine magazine() {
    Cache cache = new Cache();
    Magazine magazine = cache.magazine(SizeClasses.of(size));
    cache.small.addGrant(1 << 20);
    while (magazine.limit() < MANY) {
      cache.small.raise(magazine, magazine.raisedLimit());
    }
    return magazine;
  }

  private long allocateOne() {
    return BlockSource.address(source.allocate(size, 16));
  }

  private List<Long> neighbours() {
    source.free(allocateOne(), size); // there is a heap now
    List<Long> addresses = new ArrayList<>();
    addresses.add(BlockSource.address(source.fill(magazine, COUNT - 1)));
    for (long address = magazine.pop(); address != 0; address = magazine.pop()) {
      addresses.add(address);
    }
    assertEquals(COUNT, addresses.size());
    for (int i = 1; i < COUNT && size > Heaps.LARGEST_IN_SLAB; i++) {
      assertEquals(addresses.get(0) + i * size, addresses.get(i));
    }
    return addresses;
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
      assertEquals(magazine.count() * magazine.blockSize, source.usedBytes(SizeClasses.of(size)));
      source.free(magazine, magazine.count());
      assertEquals(0, heaps.usedBytes());
      blocks.clear();
      blocks.addAll(neighbours());
    }
  }

  @Test
  void manyAreFree() {
    blocks.forEach(magazine::push);
    for (int i = COUNT; i < MANY; i++) {
      magazine.push(BlockSource.address(source.allocate(size, i % 3 == 0 ? 32 : 16)));
    }
    source.free(magazine, MANY);
    heaps.check();
    assertEquals(0, heaps.usedBytes());
    assertEquals(0, source.usedBytes(SizeClasses.of(size)));
  }

  @Test
  void oneThatIsThereTwiceCostsNoOther() {
    magazine.push(blocks.get(20));
    magazine.push(blocks.get(10));
    magazine.push(blocks.get(10));
    assertThrows(IllegalStateException.class, () -> source.free(magazine, 3));
    heaps.check();
    assertEquals((COUNT - 1) * size, heaps.usedBytes());
    assertEquals(blocks.get(20), magazine.pop());
  }

  /** When it comes the second time, it may lie in the middle of a free block, where no bit tells anything. */
  @Test
  void oneThatIsThereTwiceIsNoticedThoughItsNeighboursAreFree() {
    for (int twice = 1; twice < COUNT - 1; twice++) {
      source.free(blocks.get(twice + 1), size);
      List<Long> rounds = new ArrayList<>(blocks);
      rounds.remove(twice + 1);
      rounds.add(blocks.get(twice));
      Collections.shuffle(rounds, new Random(twice));
      assertIsNoticed(blocks.get(twice), rounds);
      source.free(magazine, magazine.count());
      assertEquals(0, heaps.usedBytes());
      blocks.clear();
      blocks.addAll(neighbours());
    }
  }

  @Test
  void oneThatIsThereTwiceIsNoticedThoughItsSlabHasBecomeFree() {
    assumeTrue(size <= Heaps.LARGEST_IN_SLAB);
    int inSlab = BlockSource.blocksInSlab(size);
    free(blocks);
    for (int twice = 0; twice < inSlab; twice++) {
      List<Long> all = ofTwoSlabs(inSlab);
      free(all.subList(0, inSlab)); // this slab stays, so that the other one does not
      List<Long> rounds = new ArrayList<>();
      rounds.add(all.get(inSlab + twice)); // the last to be freed
      rounds.addAll(all.subList(inSlab, 2 * inSlab));
      assertIsNoticed(all.get(inSlab + twice), rounds);
      source.free(magazine, magazine.count());
      assertEquals(0, heaps.usedBytes());
    }
  }

  /** No bit tells that it lies in another one. */
  @Test
  void oneThatOverlapsAnotherIsNoticed() {
    assumeTrue(size > Heaps.LARGEST_IN_SLAB);
    for (int wrong = 0; wrong < COUNT - 1; wrong++) {
      List<Long> rounds = new ArrayList<>(blocks);
      rounds.set(wrong + 1, blocks.get(wrong) + 16);
      rounds.forEach(magazine::push);
      assertNoticed(blocks.get(wrong) + 16);
      assertEquals((COUNT - 1 - wrong) * size, heaps.usedBytes());
      free(blocks.subList(wrong + 1, wrong + 2));
      source.free(magazine, magazine.count());
      assertEquals(0, heaps.usedBytes());
      blocks.clear();
      blocks.addAll(neighbours());
    }
  }

  /** Frees all of the magazine, where this one cannot be in use. */
  private void assertNoticed(long wrong) {
    String message =
        assertThrows(IllegalStateException.class, () -> source.free(magazine, magazine.count()))
            .getMessage();
    assertTrue(message.contains(Long.toHexString(wrong)), message);
    heaps.check();
  }

  /** Frees them, of which one cannot be in use, and sees that all others are free, or still in the magazine. */
  private void assertIsNoticed(long wrong, List<Long> rounds) {
    rounds.forEach(magazine::push);
    assertNoticed(wrong);
    assertEquals(magazine.count() * size, heaps.usedBytes());
    assertEquals(magazine.count() * size, source.usedBytes(SizeClasses.of(size)));
  }

  private void free(List<Long> addresses) {
    addresses.forEach(magazine::push);
    source.free(magazine, addresses.size());
  }

  /** In ascending order, and there is no other slab. */
  private List<Long> ofTwoSlabs(int inSlab) {
    return LongStream.range(0, 2 * inSlab).map(i -> allocateOne()).sorted().boxed().toList();
  }

  /** What is freed is looked at 128 blocks at a time. */
  @Test
  void oneThatIsFreeAlreadyIsNoticedBehindManyOthers() {
    List<Long> all = new ArrayList<>(blocks);
    while (all.size() < MANY) {
      all.add(allocateOne());
    }
    for (int wrong : new int[] {127, 128, 129, 200, MANY - 1}) {
      all.sort(Collections.reverseOrder()); // so the first to be freed is the lowest
      source.free(all.get(MANY - 1 - wrong), size);
      assertIsNoticed(all.get(MANY - 1 - wrong), all);
      assertEquals(MANY - 1 - wrong, magazine.count());
      source.free(magazine, magazine.count());
      all.replaceAll(address -> allocateOne());
    }
  }

  @Test
  void oneThatIsFreeAlreadyIsNoticedAmongItsNeighbours() {
    for (int wrong = 0; wrong < COUNT; wrong++) {
      long freed = blocks.get(wrong);
      source.free(freed, size);
      Collections.shuffle(
          blocks.subList(0, wrong), new Random(wrong)); // and some that are not in order
      assertIsNoticed(freed, blocks);
      source.free(magazine, magazine.count());
      assertEquals(0, heaps.usedBytes());
      blocks.clear();
      blocks.addAll(neighbours());
    }
  }
}
