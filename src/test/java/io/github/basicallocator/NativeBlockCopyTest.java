package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies between blocks and arrays. */
class NativeBlockCopyTest {
  private static final int SIZE = 100;

  private final UnixAllocator allocator = new UnixAllocator();
  private final byte[] bytes = new byte[SIZE];
  private final NativeBlock block = NativeBlock.allocate(allocator, SIZE);

  NativeBlockCopyTest() {
    new Random(1).nextBytes(bytes);
    block.copyFromArray(0, bytes, 0, SIZE);
  }

  @AfterEach
  void theBlockHasTheExpectedBytes() {
    assertArrayEquals(bytes, contents(block));
    block.close();
    allocator.check();
    assertEquals(0, allocator.stats().live());
    allocator.close();
  }

  @Test
  void bytesAreCopiedToAnotherBlockAndBack() {
    try (NativeBlock other = NativeBlock.allocateZeroed(allocator, 50)) {
      byte[] expected = new byte[50];
      block.copyTo(30, other, 5, 40);
      System.arraycopy(bytes, 30, expected, 5, 40);
      assertArrayEquals(expected, contents(other));

      block.copyFrom(2, other, 10, 20);
      System.arraycopy(expected, 10, bytes, 2, 20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 33, 60})
  void overlappingRangesAreCopiedAsIfByWayOfAThird(int distance) {
    block.copyTo(0, block, distance, SIZE - distance);
    System.arraycopy(bytes, 0, bytes, distance, SIZE - distance);
    block.slice(distance, SIZE - distance).copyTo(0, block, 0, SIZE - distance);
    System.arraycopy(bytes, distance, bytes, 0, SIZE - distance);
  }

  @Test
  void rangesOutsideEitherBlockAreNotCopied() {
    try (NativeBlock other = NativeBlock.allocate(allocator, 1000)) {
      for (long[] range : NativeBlockTest.outsideOf(SIZE)) {
        assertOutOfBounds(() -> block.copyTo(range[0], other, 0, range[1]));
        assertOutOfBounds(() -> block.copyFrom(range[0], other, 0, range[1]));
        assertOutOfBounds(() -> other.copyTo(0, block, range[0], range[1]));
        assertOutOfBounds(() -> other.copyFrom(0, block, range[0], range[1]));
      }
    }
  }

  static Stream<Arguments> arrays() {
    return Stream.of(
        arguments(new byte[9], Byte.BYTES),
        arguments(new short[9], Short.BYTES),
        arguments(new char[9], Character.BYTES),
        arguments(new int[9], Integer.BYTES),
        arguments(new long[9], Long.BYTES),
        arguments(new float[9], Float.BYTES),
        arguments(new double[9], Double.BYTES));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void elementsOfAnyPrimitiveTypeAreCopied(Object array, int elementSize) {
    block.copyToArray(3, array, 2, 6);
    block.copyFromArray(56, array, 3, 5);
    System.arraycopy(bytes, 3 + elementSize, bytes, 56, 5 * elementSize);
    try (NativeBlock whole = NativeBlock.allocate(allocator, 9L * elementSize)) {
      whole.copyFromArray(0, array, 0, 9);
      byte[] expected = new byte[9 * elementSize];
      System.arraycopy(bytes, 3, expected, 2 * elementSize, 6 * elementSize);
      assertArrayEquals(expected, contents(whole), "the elements, and zero before and behind them");
    }
  }

  @Test
  void elementsAreThoseThatSingleAccessesSee() {
    int[] ints = new int[3];
    double[] doubles = new double[2];
    block.copyToArray(5, ints, 0, 3);
    block.copyToArray(5, doubles, 1, 1);
    assertEquals(block.getInt(5), ints[0]);
    assertEquals(block.getInt(13), ints[2]);
    assertEquals(block.getDouble(5), doubles[1]);
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void rangesOutsideTheBlockOrTheArrayAreNotCopied(Object array, int elementSize) {
    long tooFar = SIZE - 6 * elementSize + 1;
    for (long offset : new long[] {-1, tooFar, SIZE + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertOutOfBounds(() -> block.copyToArray(offset, array, 2, 6));
      assertOutOfBounds(() -> block.copyFromArray(offset, array, 2, 6));
    }
    for (int[] range :
        new int[][] {{-1, 1}, {0, -1}, {0, 10}, {9, 1}, {10, 0}, {1, Integer.MAX_VALUE}}) {
      assertOutOfBounds(() -> block.copyToArray(0, array, range[0], range[1]));
      assertOutOfBounds(() -> block.copyFromArray(0, array, range[0], range[1]));
    }
  }

  @Test
  void otherObjectsAreNotCopied() {
    for (Object object : new Object[] {"text", new boolean[9], new Object[9], new int[9][9]}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> block.copyFromArray(0, object, 0, 1))
              .getMessage();
      assertEquals(
          "no array of numbers or characters: " + object.getClass().getTypeName(), message);
      assertThrows(IllegalArgumentException.class, () -> block.copyToArray(0, object, 0, 1));
    }
    assertThrows(NullPointerException.class, () -> block.copyToArray(0, null, 0, 0));
  }

  private static byte[] contents(NativeBlock block) {
    byte[] contents = new byte[Math.toIntExact(block.size())];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = block.getByte(i);
    }
    return contents;
  }

  private static void assertOutOfBounds(Executable copy) {
    assertThrows(IndexOutOfBoundsException.class, copy);
  }
}
