package io.github.basicallocator.memory;

import java.lang.reflect.Field;
import sun.misc.Unsafe;

/**
 * Loads, stores, fills and copies of native memory by address.
 *
 * <p>An <em>address</em> is a plain {@code long}, as the processor sees it; {@code 0} is the null
 * address, which belongs to nobody. Nothing is checked: an access to memory that the process does
 * not own ends the JVM. Values are in the byte order of the machine. Each method is a single
 * instruction or a call of an optimised routine once compiled; none is atomic with respect to other
 * threads, who must be kept out by a lock.
 *
 * <p>This is the only class that names {@code sun.misc.Unsafe}.
 */
public final class Memory {
  private static final Unsafe UNSAFE = unsafe();

  private Memory() {}

  /** The eight bytes at {@code address}. */
  public static long getLong(long address) {
    return UNSAFE.getLong(address);
  }

  /** Writes eight bytes at {@code address}. */
  public static void putLong(long address, long value) {
    UNSAFE.putLong(address, value);
  }

  /** The byte at {@code address}. */
  public static byte getByte(long address) {
    return UNSAFE.getByte(address);
  }

  /** Writes one byte at {@code address}. */
  public static void putByte(long address, byte value) {
    UNSAFE.putByte(address, value);
  }

  /** Sets {@code sizeBytes} bytes from {@code address} on to {@code value}. */
  public static void fill(long address, long sizeBytes, byte value) {
    UNSAFE.setMemory(address, sizeBytes, value);
  }

  /** Copies {@code sizeBytes} bytes; the two areas may overlap. */
  public static void copy(long source, long target, long sizeBytes) {
    UNSAFE.copyMemory(source, target, sizeBytes);
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
