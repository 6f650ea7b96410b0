package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Single values of every kind, beside a {@link ByteBuffer} of the same bytes. Each access goes by way of a
 * slice of a slice; the bytes around it, which are the block's but not the slice's, are watched as well.
 */
class ValueAccessProperties {
  private static final int SIZE = 200;
  private static final int START = 37; // not aligned
  private static final int LENGTH = 40;

  private UnixAllocator allocator;
  private NativeBlock block;
  private NativeBlock slice;
  private byte[] bytes;
  private ByteBuffer expected;

  @BeforeTry
  void fillBothWithTheSameBytes() {
    allocator = new UnixAllocator();
    block = NativeBlock.allocate(allocator, SIZE);
    slice = block.slice(START - 5, LENGTH + 50).slice(5, LENGTH);
    bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    block.copyFromArray(0, bytes, 0, SIZE);
    expected = ByteBuffer.wrap(bytes, START, LENGTH).slice();
  }

  @AfterTry
  void everyByteIsAsExpected() {
    byte[] actual = new byte[SIZE];
    block.copyToArray(0, actual, 0, SIZE);
    assertArrayEquals(bytes, actual);
    block.close();
    allocator.check();
    allocator.close();
  }

  @Property
  void valuesAreReadAsFromABuffer(
      @ForAll("kinds") ValueKind kind, @ForAll("orders") ByteOrder order, @ForAll long place) {
    int offset = (int) Math.floorMod(place, LENGTH - kind.bytes() + 1L);
    expected.order(order);
    assertEquals(
        kind.expectedGet().at(expected, offset), kind.orderedGet().at(slice, offset, order));
    expected.order(ByteOrder.nativeOrder());
    assertEquals(kind.expectedGet().at(expected, offset), kind.get().at(slice, offset));
  }

  @Property
  void valuesAreWrittenAsToABuffer(
      @ForAll("kinds") ValueKind kind,
      @ForAll("orders") ByteOrder order,
      @ForAll long place,
      @ForAll("bits") long bits) {
    int offset = (int) Math.floorMod(place, LENGTH - kind.bytes() + 1L);
    kind.expectedPut().at(expected.order(order), offset, bits);
    kind.orderedPut().at(slice, offset, bits, order);
  }

  @Property
  void withoutAnOrderValuesAreWrittenInThatOfTheMachine(
      @ForAll("kinds") ValueKind kind, @ForAll long place, @ForAll("bits") long bits) {
    int offset = (int) Math.floorMod(place, LENGTH - kind.bytes() + 1L);
    kind.expectedPut().at(expected.order(ByteOrder.nativeOrder()), offset, bits);
    kind.put().at(slice, offset, bits);
  }

  @Property
  void whatIsNotAllWithinTheSliceCannotBeAccessed(
      @ForAll("kinds") ValueKind kind,
      @ForAll("orders") ByteOrder order,
      @ForAll("outside") long outside) {
    long offset = outside < 0 || outside > LENGTH ? outside : outside - kind.bytes() + 1;
    assertOutOfBounds(offset, kind.bytes(), () -> kind.get().at(slice, offset));
    assertOutOfBounds(offset, kind.bytes(), () -> kind.orderedGet().at(slice, offset, order));
    assertOutOfBounds(offset, kind.bytes(), () -> kind.put().at(slice, offset, 0));
    assertOutOfBounds(offset, kind.bytes(), () -> kind.orderedPut().at(slice, offset, 0, order));
  }

  @Property
  void anEndedBlockCannotBeAccessed(
      @ForAll("kinds") ValueKind kind,
      @ForAll("orders") ByteOrder order,
      @ForAll @IntRange(max = LENGTH) int offset) {
    NativeBlock other = NativeBlock.allocate(allocator, SIZE);
    NativeBlock part = other.slice(0, LENGTH);
    other.close();
    for (NativeBlock ended : new NativeBlock[] {other, part}) {
      assertThrows(IllegalStateException.class, () -> kind.get().at(ended, offset));
      assertThrows(IllegalStateException.class, () -> kind.orderedGet().at(ended, offset, order));
      assertThrows(IllegalStateException.class, () -> kind.put().at(ended, offset, 1));
      assertThrows(
          IllegalStateException.class, () -> kind.orderedPut().at(ended, offset, 1, order));
    }
  }

  @Provide
  Arbitrary<ValueKind> kinds() {
    return Arbitraries.of(ValueKind.all());
  }

  @Provide
  Arbitrary<ByteOrder> orders() {
    return Arbitraries.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN);
  }

  /** Any bits; and NaNs that are no canonical ones, quiet and signalling, as float and as double. */
  @Provide
  Arbitrary<Long> bits() {
    return Arbitraries.oneOf(
        Arbitraries.longs(),
        Arbitraries.of(0x7f80_0001L, 0xffc1_2345L, 0x7ff0_0000_0000_0001L, 0xfff8_0000_1234_5678L));
  }

  /** The first offset that is too large for a byte, and what overflows if added to. */
  @Provide
  Arbitrary<Long> outside() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(LENGTH, LENGTH + 8),
        Arbitraries.longs().between(Long.MIN_VALUE, -1),
        Arbitraries.longs().between(LENGTH, Long.MAX_VALUE),
        Arbitraries.of(Long.MIN_VALUE, -8L, -1L, Long.MAX_VALUE - 7, Long.MAX_VALUE));
  }

  private static void assertOutOfBounds(long offset, int bytes, Runnable access) {
    String message = assertThrows(IndexOutOfBoundsException.class, access::run).getMessage();
    assertEquals(
        "Range [%d, %<d + %d) out of bounds for length %d".formatted(offset, bytes, LENGTH),
        message);
  }
}
