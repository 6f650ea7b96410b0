package io.github.basicallocator.memory;

import java.lang.reflect.Field;
import org.slf4j.LoggerFactory;
import sun.misc.Unsafe;

/**
 * Loads, stores, fills and copies of native memory by address.
 *
 * <p>An <em>address</em> is a plain {@code long}, as the processor sees it; {@code 0} is the null
 * address, which belongs to nobody. Nothing is checked: an access to memory that the process does
 * not own ends the JVM. Values are in the byte order of the machine, at any address, aligned or not.
 * Each method is a single instruction, some stores, or a call of an optimised routine once compiled; none is atomic
 * with respect to other threads, who must be kept out by a lock.
 *
 * <p>This is the only class that names {@code sun.misc.Unsafe}. The JDK is taking that away: from 24
 * on it warns. So the jar has a second class of this name and with the same methods, written with
 * {@code java.lang.foreign}, which a JVM of version 22 or later loads in place of this one (JEP 238,
 * multi-release jars).
 */
public final class Memory {
  private static final Unsafe UNSAFE = unsafe();

  /** Up to so many bytes, stores take less time than a call into the JVM, which filling is before JDK 23: 200 bytes 6 ns in place of 17. */
  private static final long MOST_STORED = 1L << 9;

  private static final long EVERY_BYTE = 0x0101_0101_0101_0101L;

  static {
    LoggerFactory.getLogger(Memory.class).debug("memory is accessed with {}", access());
  }

  private Memory() {}

  /** What memory is accessed with in this process: this class, or its twin for JDK 22 and later. */
  public static String access() {
    return "sun.misc.Unsafe";
  }

  /** The byte at {@code address}. */
  public static byte getByte(long address) {
    return UNSAFE.getByte(address);
  }

  /** The two bytes from {@code address} on. */
  public static short getShort(long address) {
    return UNSAFE.getShort(address);
  }

  /** The four bytes from {@code address} on. */
  public static int getInt(long address) {
    return UNSAFE.getInt(address);
  }

  /** The eight bytes from {@code address} on. */
  public static long getLong(long address) {
    return UNSAFE.getLong(address);
  }

  /** Writes one byte at {@code address}. */
  public static void putByte(long address, byte value) {
    UNSAFE.putByte(address, value);
  }

  /** Writes two bytes from {@code address} on. */
  public static void putShort(long address, short value) {
    UNSAFE.putShort(address, value);
  }

  /** Writes four bytes from {@code address} on. */
  public static void putInt(long address, int value) {
    UNSAFE.putInt(address, value);
  }

  /** Writes eight bytes from {@code address} on. */
  public static void putLong(long address, long value) {
    UNSAFE.putLong(address, value);
  }

  /** Sets {@code sizeBytes} bytes from {@code address} on to {@code value}. */
  public static void fill(long address, long sizeBytes, byte value) {
    if (sizeBytes >= 0 && sizeBytes <= MOST_STORED) {
      store(address, (int) sizeBytes, value);
    } else {
      UNSAFE.setMemory(address, sizeBytes, value);
    }
  }

  private static void store(long address, int sizeBytes, byte value) {
    long eight = Byte.toUnsignedLong(value) * EVERY_BYTE;
    int done = 0;
    for (; done <= sizeBytes - Long.BYTES; done += Long.BYTES) {
      putLong(address + done, eight);
    }
    for (; done < sizeBytes; done++) {
      putByte(address + done, value);
    }
  }

  /** Copies {@code sizeBytes} bytes; the two areas may overlap. */
  public static void copy(long source, long target, long sizeBytes) {
    UNSAFE.copyMemory(source, target, sizeBytes);
  }

  /**
   * Copies memory to {@code count} elements of an array from {@code index} on.
   *
   * @param array of a numeric primitive type or {@code char}
   */
  public static void copyToArray(long source, Object array, int index, int count) {
    UNSAFE.copyMemory(null, source, array, offsetOf(array, index), sizeOf(array, count));
  }

  /**
   * Copies {@code count} elements of an array from {@code index} on to memory.
   *
   * @param array of a numeric primitive type or {@code char}
   */
  public static void copyFromArray(Object array, int index, int count, long target) {
    UNSAFE.copyMemory(array, offsetOf(array, index), null, target, sizeOf(array, count));
  }

  private static long offsetOf(Object array, int index) {
    return UNSAFE.arrayBaseOffset(array.getClass()) + sizeOf(array, index);
  }

  private static long sizeOf(Object array, int count) {
    return (long) count * UNSAFE.arrayIndexScale(array.getClass());
  }

  private static Unsafe unsafe() {
    try {
      Field field = Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
