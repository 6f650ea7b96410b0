package io.github.basicallocator.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.slf4j.LoggerFactory;

/**
 * Loads, stores, fills and copies of native memory by address, on JDK 22 and later: the twin of the
 * class of the same name in {@code src/main/java}, which has the explanations.
 *
 * <p>To {@code java.lang.foreign} memory is a <em>segment</em>, which has bounds. Here there is just
 * one, from the null address to the end: an address is an offset in it, and the check against its
 * bounds is one comparison.
 *
 * <p><b>The Java heap may be full.</b> An allocator calls this when it has changed one half of its list
 * and not yet the other; an {@link OutOfMemoryError} there would break it. So nothing here needs Java
 * objects: what the JDK makes at the first use of each access, it makes when this class is initialised.
 */
public final class Memory {
  private static final MemorySegment ALL = all();
  private static final int LARGE = 1 << 12; // bytes
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  // Called directly: HotSpot inlines calls 15 deep, and the methods of the segment would be two of
  // them.
  private static final VarHandle BYTES = BYTE.varHandle().withInvokeExactBehavior();
  private static final VarHandle SHORTS = SHORT.varHandle().withInvokeExactBehavior();
  private static final VarHandle INTS = INT.varHandle().withInvokeExactBehavior();
  private static final VarHandle LONGS = LONG.varHandle().withInvokeExactBehavior();

  static {
    linkEverything();
    LoggerFactory.getLogger(Memory.class).debug("memory is accessed with {}", access());
  }

  private Memory() {}

  public static String access() {
    return "java.lang.foreign";
  }

  public static byte getByte(long address) {
    return (byte) BYTES.get(ALL, address);
  }

  public static short getShort(long address) {
    return (short) SHORTS.get(ALL, address);
  }

  public static int getInt(long address) {
    return (int) INTS.get(ALL, address);
  }

  public static long getLong(long address) {
    return (long) LONGS.get(ALL, address);
  }

  public static void putByte(long address, byte value) {
    BYTES.set(ALL, address, value);
  }

  public static void putShort(long address, short value) {
    SHORTS.set(ALL, address, value);
  }

  public static void putInt(long address, int value) {
    INTS.set(ALL, address, value);
  }

  public static void putLong(long address, long value) {
    LONGS.set(ALL, address, value);
  }

  public static void fill(long address, long sizeBytes, byte value) {
    MemorySegment range;
    try {
      range = ALL.asSlice(address, sizeBytes);
    } catch (OutOfMemoryError e) { // compiled code needs no object for it, the interpreter does
      fillByteByByte(address, sizeBytes, value);
      return;
    }
    range.fill(value);
  }

  public static void copy(long source, long target, long sizeBytes) {
    MemorySegment.copy(ALL, source, ALL, target, sizeBytes);
  }

  public static void copyToArray(long source, Object array, int index, int count) {
    ValueLayout layout = elementLayout(array);
    MemorySegment.copy(ALL, layout, source, array, index, count);
  }

  public static void copyFromArray(Object array, int index, int count, long target) {
    ValueLayout layout = elementLayout(array);
    MemorySegment.copy(array, index, ALL, layout, target, count);
  }

  private static void fillByteByByte(long address, long sizeBytes, byte value) {
    for (long i = 0; i < sizeBytes; i++) {
      putByte(address + i, value);
    }
  }

  /** One access of each kind; the sizes of fill and copy are those that the JDK treats differently. */
  private static void linkEverything() {
    try (Arena arena = Arena.ofConfined()) {
      long memory = arena.allocate(2 * LARGE).address();
      putByte(memory, getByte(memory));
      putShort(memory, getShort(memory));
      putInt(memory, getInt(memory));
      putLong(memory, getLong(memory));
      for (int size = 1; size <= LARGE; size *= 2) {
        fill(memory, size, (byte) 0);
        copy(memory, memory + LARGE, size);
      }
    }
  }

  private static ValueLayout elementLayout(Object array) {
    return switch (array) {
      case byte[] bytes -> BYTE;
      case short[] shorts -> SHORT;
      case char[] chars -> ValueLayout.JAVA_CHAR_UNALIGNED;
      case int[] ints -> INT;
      case long[] longs -> LONG;
      case float[] floats -> ValueLayout.JAVA_FLOAT_UNALIGNED;
      case double[] doubles -> ValueLayout.JAVA_DOUBLE_UNALIGNED;
      default -> throw new IllegalArgumentException("no array of numbers: " + array.getClass());
    };
  }

  /** The JDK calls this restricted, and asks for {@code --enable-native-access} as for any JNI library. */
  @SuppressWarnings("restricted")
  private static MemorySegment all() {
    try {
      return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    } catch (IllegalCallerException e) {
      throw NativeAccess.refused(e);
    }
  }
}
