package io.github.basicallocator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The types of values that a block holds. Each has its accesses to a {@link NativeBlock}, and those of
 * {@link ByteBuffer}, which has been right for long. Values are passed as their bits.
 */
record ValueKind(
    String name,
    int bytes,
    Get get,
    OrderedGet orderedGet,
    Put put,
    OrderedPut orderedPut,
    BufferGet expectedGet,
    BufferPut expectedPut) {

  interface Get {
    long at(NativeBlock block, long offset);
  }

  interface OrderedGet {
    long at(NativeBlock block, long offset, ByteOrder order);
  }

  interface Put {
    void at(NativeBlock block, long offset, long bits);
  }

  interface OrderedPut {
    void at(NativeBlock block, long offset, long bits, ByteOrder order);
  }

  interface BufferGet {
    long at(ByteBuffer buffer, int offset);
  }

  interface BufferPut {
    void at(ByteBuffer buffer, int offset, long bits);
  }

  @Override
  public String toString() {
    return name;
  }

  static ValueKind[] all() {
    return new ValueKind[] {
      new ValueKind(
          "byte",
          Byte.BYTES,
          (block, offset) -> block.getByte(offset),
          (block, offset, order) -> block.getByte(offset),
          (block, offset, bits) -> block.putByte(offset, (byte) bits),
          (block, offset, bits, order) -> block.putByte(offset, (byte) bits),
          (buffer, offset) -> buffer.get(offset),
          (buffer, offset, bits) -> buffer.put(offset, (byte) bits)),
      new ValueKind(
          "short",
          Short.BYTES,
          (block, offset) -> block.getShort(offset),
          (block, offset, order) -> block.getShort(offset, order),
          (block, offset, bits) -> block.putShort(offset, (short) bits),
          (block, offset, bits, order) -> block.putShort(offset, (short) bits, order),
          (buffer, offset) -> buffer.getShort(offset),
          (buffer, offset, bits) -> buffer.putShort(offset, (short) bits)),
      new ValueKind(
          "char",
          Character.BYTES,
          (block, offset) -> block.getChar(offset),
          (block, offset, order) -> block.getChar(offset, order),
          (block, offset, bits) -> block.putChar(offset, (char) bits),
          (block, offset, bits, order) -> block.putChar(offset, (char) bits, order),
          (buffer, offset) -> buffer.getChar(offset),
          (buffer, offset, bits) -> buffer.putChar(offset, (char) bits)),
      new ValueKind(
          "int",
          Integer.BYTES,
          (block, offset) -> block.getInt(offset),
          (block, offset, order) -> block.getInt(offset, order),
          (block, offset, bits) -> block.putInt(offset, (int) bits),
          (block, offset, bits, order) -> block.putInt(offset, (int) bits, order),
          (buffer, offset) -> buffer.getInt(offset),
          (buffer, offset, bits) -> buffer.putInt(offset, (int) bits)),
      new ValueKind(
          "long",
          Long.BYTES,
          (block, offset) -> block.getLong(offset),
          (block, offset, order) -> block.getLong(offset, order),
          (block, offset, bits) -> block.putLong(offset, bits),
          (block, offset, bits, order) -> block.putLong(offset, bits, order),
          (buffer, offset) -> buffer.getLong(offset),
          (buffer, offset, bits) -> buffer.putLong(offset, bits)),
      new ValueKind(
          "float",
          Float.BYTES,
          (block, offset) -> Float.floatToRawIntBits(block.getFloat(offset)),
          (block, offset, order) -> Float.floatToRawIntBits(block.getFloat(offset, order)),
          (block, offset, bits) -> block.putFloat(offset, Float.intBitsToFloat((int) bits)),
          (block, offset, bits, order) ->
              block.putFloat(offset, Float.intBitsToFloat((int) bits), order),
          (buffer, offset) -> Float.floatToRawIntBits(buffer.getFloat(offset)),
          (buffer, offset, bits) -> buffer.putFloat(offset, Float.intBitsToFloat((int) bits))),
      new ValueKind(
          "double",
          Double.BYTES,
          (block, offset) -> Double.doubleToRawLongBits(block.getDouble(offset)),
          (block, offset, order) -> Double.doubleToRawLongBits(block.getDouble(offset, order)),
          (block, offset, bits) -> block.putDouble(offset, Double.longBitsToDouble(bits)),
          (block, offset, bits, order) ->
              block.putDouble(offset, Double.longBitsToDouble(bits), order),
          (buffer, offset) -> Double.doubleToRawLongBits(buffer.getDouble(offset)),
          (buffer, offset, bits) -> buffer.putDouble(offset, Double.longBitsToDouble(bits))),
    };
  }
}
