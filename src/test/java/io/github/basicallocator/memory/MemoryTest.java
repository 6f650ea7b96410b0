package io.github.basicallocator.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.UnixAllocator;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
  private static final int SIZE = 2048;

  private final Allocator allocator = new UnixAllocator();
  private final ByteBuffer expected = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
  private long start;

  @BeforeEach
  void fillMemoryAndBufferWithTheSameBytes() {
    start = allocator.allocate(SIZE);
    new Random(1).nextBytes(expected.array());
    for (int i = 0; i < SIZE; i++) {
      Memory.putByte(start + i, expected.get(i));
    }
  }

  @AfterEach
  void memoryIsAsTheBufferIs() {
    for (int i = 0; i < SIZE; i++) {
      assertEquals(expected.get(i), Memory.getByte(start + i), "byte " + i);
    }
    allocator.close();
  }

  @Test
  void valuesAreReadInTheMachinesOrderAtAnyAddress() {
    for (int i = 0; i <= SIZE - Long.BYTES; i++) {
      assertEquals(expected.getShort(i), Memory.getShort(start + i));
      assertEquals(expected.getInt(i), Memory.getInt(start + i));
      assertEquals(expected.getLong(i), Memory.getLong(start + i));
    }
  }

  @Test
  void valuesAreWrittenInTheMachinesOrderAtAnyAddress() {
    Memory.putShort(start + 1, (short) 0x8102);
    expected.putShort(1, (short) 0x8102);
    Memory.putInt(start + 11, 0x83040506);
    expected.putInt(11, 0x83040506);
    Memory.putLong(start + 21, 0x8708090a0b0c0d0eL);
    expected.putLong(21, 0x8708090a0b0c0d0eL);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 16, 101, 511, 512, 513, 2000})
  void fillWritesEveryByteOfItsRangeAndNoOther(int size) {
    Memory.fill(start + 3, size, (byte) 0x81);
    for (int i = 0; i < size; i++) {
      expected.put(3 + i, (byte) 0x81);
    }
  }

  @Test
  void overlappingAreasAreCopiedAsIfByWayOfAThird() {
    Memory.copy(start + 10, start + 17, 100);
    System.arraycopy(expected.array(), 10, expected.array(), 17, 100);
    Memory.copy(start + 150, start + 141, 100);
    System.arraycopy(expected.array(), 150, expected.array(), 141, 100);
    Memory.copy(start, start + 1, 0);
  }

  static Stream<Object> arrays() {
    return Stream.of(
        new byte[9],
        new short[9],
        new char[9],
        new int[9],
        new long[9],
        new float[9],
        new double[9]);
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void elementsAreCopiedToAnArrayAndBack(Object array) {
    int elementSize = sizeOfFirstElement(array);
    Memory.copyToArray(start + 5, array, 2, 6);
    Memory.fill(start + 5, 6L * elementSize, (byte) 0);
    Memory.copyFromArray(array, 2, 6, start + 5);

    byte[] outside = new byte[9 * elementSize];
    Memory.copyFromArray(array, 0, 9, start + 100);
    System.arraycopy(expected.array(), 5, outside, 2 * elementSize, 6 * elementSize);
    byte[] actual = new byte[outside.length];
    Memory.copyToArray(start + 100, actual, 0, actual.length);
    assertArrayEquals(outside, actual);
    expected.put(100, actual);
  }

  private static int sizeOfFirstElement(Object array) {
    Object element = Array.get(array, 0);
    if (element instanceof Character) {
      return Character.BYTES;
    }
    return element instanceof Byte
        ? 1
        : element instanceof Short
            ? 2
            : element instanceof Integer || element instanceof Float ? 4 : 8;
  }
}
