package io.github.basicallocator.segregated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.basicallocator.os.HeapGrower.Growth;
import io.github.basicallocator.os.MmapHeapGrower;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Beside the JDK's bits, in the middle of others that must stay as they are. */
class BitmapTest {
  private static final int BITS = 300;

  private final MmapHeapGrower grower = new MmapHeapGrower();
  private final Growth memory = grower.grow(Bitmap.bytesFor(BITS + 3));
  private final Bitmap bitmap = new Bitmap(memory.address());
  private final BitSet expected = new BitSet();

  @AfterEach
  void release() {
    grower.release(memory.address(), memory.size());
  }

  @Test
  void bytesAreThoseOfWholeWords() {
    long[][] bytesOfBits = {{0, 0}, {1, 8}, {64, 8}, {65, 16}, {1L << 40, 1L << 37}};
    for (long[] pair : bytesOfBits) {
      assertEquals(pair[1], Bitmap.bytesFor(pair[0]));
    }
  }

  @Test
  void singleBitsAndRangesAreSetAndClearedAlone() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      int from = random.nextInt(BITS);
      int to = from + random.nextInt(BITS - from + 1);
      switch (random.nextInt(9)) {
        case 0 -> {
          bitmap.set(from);
          expected.set(from);
        }
        case 1 -> {
          bitmap.clear(from);
          expected.clear(from);
        }
        case 2 -> {
          bitmap.setThree(from);
          expected.set(from, from + 3);
        }
        case 3 -> {
          bitmap.clearThree(from);
          expected.clear(from, from + 3);
        }
        case 4 -> {
          bitmap.setAll(from, to);
          expected.set(from, to);
        }
        case 5 -> {
          assertEquals(!expected.get(from), bitmap.setIfClear(from));
          expected.set(from);
        }
        case 6 -> {
          int step = 1 + random.nextInt(20);
          bitmap.setEach(step, from, to);
          IntStream.iterate(from, bit -> bit < to, bit -> bit + step).forEach(expected::set);
        }
        case 7 -> takeFirst(random.nextInt(BITS), from, to);
        default -> {
          bitmap.clearAll(from, to);
          expected.clear(from, to);
        }
      }
      requireAsExpected(random);
    }
  }

  private void takeFirst(int most, int from, int to) {
    int[] set = expected.get(0, to).stream().filter(bit -> bit >= from).limit(most).toArray();
    int[] found = new int[3 + set.length];
    assertEquals(set.length, bitmap.takeFirst(most, from, to, found, 3));
    assertArrayEquals(set, Arrays.copyOfRange(found, 3, found.length));
    Arrays.stream(set).forEach(expected::clear);
  }

  private void requireAsExpected(Random random) {
    for (int bit = 0; bit < BITS; bit++) {
      assertEquals(expected.get(bit), bitmap.get(bit));
      assertEquals(expected.get(bit, bit + 3).cardinality() == 3, bitmap.areThreeSet(bit));
    }
    int from = random.nextInt(BITS);
    int to = from + random.nextInt(BITS - from + 1);
    assertEquals(expected.get(from, to).cardinality(), bitmap.count(from, to));
    int next = expected.nextSetBit(from);
    assertEquals(next < 0 || next > to ? to : next, bitmap.next(from, to));
    int[] set = expected.get(0, to).stream().filter(bit -> bit >= from).toArray();
    int count = random.nextInt(BITS);
    int last = Math.min(count, set.length);
    assertEquals(last == 0 ? to : set[set.length - last], bitmap.startOfLast(count, from, to));
  }
}
