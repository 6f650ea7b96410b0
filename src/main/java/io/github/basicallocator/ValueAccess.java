package io.github.basicallocator;

import io.github.basicallocator.memory.Memory;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Reads and writes single values of a {@link NativeBlock}, whose documentation has the rules. It is a
 * class of its own to keep the other one readable.
 *
 * <p>Each access ends with a {@link Reference#reachabilityFence}. Where an access is the last use of a
 * block, the compiler may forget the reference to it as soon as the address has been computed. Without
 * the fence the block could be collected at that point, and its memory freed before it is accessed.
 */
abstract sealed class ValueAccess permits NativeBlock {
  private static final ByteOrder MACHINE = ByteOrder.nativeOrder();

  Extent extent;

  ValueAccess(Extent extent) {
    this.extent = extent;
  }

  /** The byte at {@code offset}. */
  public final byte getByte(long offset) {
    try {
      return Memory.getByte(extent.at(offset, Byte.BYTES));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Writes the byte at {@code offset}. */
  public final void putByte(long offset, byte value) {
    try {
      Memory.putByte(extent.at(offset, Byte.BYTES), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** The two bytes from {@code offset} on, in the byte order of the machine. */
  public final short getShort(long offset) {
    try {
      return Memory.getShort(extent.at(offset, Short.BYTES));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Writes two bytes from {@code offset} on, in the byte order of the machine. */
  public final void putShort(long offset, short value) {
    try {
      Memory.putShort(extent.at(offset, Short.BYTES), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** The four bytes from {@code offset} on, in the byte order of the machine. */
  public final int getInt(long offset) {
    try {
      return Memory.getInt(extent.at(offset, Integer.BYTES));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Writes four bytes from {@code offset} on, in the byte order of the machine. */
  public final void putInt(long offset, int value) {
    try {
      Memory.putInt(extent.at(offset, Integer.BYTES), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** The eight bytes from {@code offset} on, in the byte order of the machine. */
  public final long getLong(long offset) {
    try {
      return Memory.getLong(extent.at(offset, Long.BYTES));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Writes eight bytes from {@code offset} on, in the byte order of the machine. */
  public final void putLong(long offset, long value) {
    try {
      Memory.putLong(extent.at(offset, Long.BYTES), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** The two bytes from {@code offset} on, in the given order. */
  public final short getShort(long offset, ByteOrder order) {
    return inOrder(getShort(offset), order);
  }

  /** Writes two bytes from {@code offset} on, in the given order. */
  public final void putShort(long offset, short value, ByteOrder order) {
    putShort(offset, inOrder(value, order));
  }

  /** The four bytes from {@code offset} on, in the given order. */
  public final int getInt(long offset, ByteOrder order) {
    return inOrder(getInt(offset), order);
  }

  /** Writes four bytes from {@code offset} on, in the given order. */
  public final void putInt(long offset, int value, ByteOrder order) {
    putInt(offset, inOrder(value, order));
  }

  /** The eight bytes from {@code offset} on, in the given order. */
  public final long getLong(long offset, ByteOrder order) {
    return inOrder(getLong(offset), order);
  }

  /** Writes eight bytes from {@code offset} on, in the given order. */
  public final void putLong(long offset, long value, ByteOrder order) {
    putLong(offset, inOrder(value, order));
  }

  /** The two bytes from {@code offset} on as a character, in the byte order of the machine. */
  public final char getChar(long offset) {
    return (char) getShort(offset);
  }

  /** Writes a character of two bytes from {@code offset} on, in the byte order of the machine. */
  public final void putChar(long offset, char value) {
    putShort(offset, (short) value);
  }

  /** The two bytes from {@code offset} on as a character, in the given order. */
  public final char getChar(long offset, ByteOrder order) {
    return (char) getShort(offset, order);
  }

  /** Writes a character of two bytes from {@code offset} on, in the given order. */
  public final void putChar(long offset, char value, ByteOrder order) {
    putShort(offset, (short) value, order);
  }

  /** The four bytes from {@code offset} on as a float, in the byte order of the machine. */
  public final float getFloat(long offset) {
    return Float.intBitsToFloat(getInt(offset));
  }

  /** Writes a float of four bytes from {@code offset} on, in the byte order of the machine. */
  public final void putFloat(long offset, float value) {
    putInt(offset, Float.floatToRawIntBits(value));
  }

  /** The four bytes from {@code offset} on as a float, in the given order. */
  public final float getFloat(long offset, ByteOrder order) {
    return Float.intBitsToFloat(getInt(offset, order));
  }

  /** Writes a float of four bytes from {@code offset} on, in the given order. */
  public final void putFloat(long offset, float value, ByteOrder order) {
    putInt(offset, Float.floatToRawIntBits(value), order);
  }

  /** The eight bytes from {@code offset} on as a double, in the byte order of the machine. */
  public final double getDouble(long offset) {
    return Double.longBitsToDouble(getLong(offset));
  }

  /** Writes a double of eight bytes from {@code offset} on, in the byte order of the machine. */
  public final void putDouble(long offset, double value) {
    putLong(offset, Double.doubleToRawLongBits(value));
  }

  /** The eight bytes from {@code offset} on as a double, in the given order. */
  public final double getDouble(long offset, ByteOrder order) {
    return Double.longBitsToDouble(getLong(offset, order));
  }

  /** Writes a double of eight bytes from {@code offset} on, in the given order. */
  public final void putDouble(long offset, double value, ByteOrder order) {
    putLong(offset, Double.doubleToRawLongBits(value), order);
  }

  private static short inOrder(short value, ByteOrder order) {
    return isSwapped(order) ? Short.reverseBytes(value) : value;
  }

  private static int inOrder(int value, ByteOrder order) {
    return isSwapped(order) ? Integer.reverseBytes(value) : value;
  }

  private static long inOrder(long value, ByteOrder order) {
    return isSwapped(order) ? Long.reverseBytes(value) : value;
  }

  private static boolean isSwapped(ByteOrder order) {
    return Objects.requireNonNull(order, "order") != MACHINE;
  }
}
