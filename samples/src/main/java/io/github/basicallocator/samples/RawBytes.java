package io.github.basicallocator.samples;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.invoke.VarHandle.AccessMode;

/**
 * Reads and writes memory at an address. Nothing is checked: a wrong address ends the JVM.
 *
 * <p>It goes by {@code java.lang.foreign} where there is such a thing, from JDK 22 on; JDK 24 and
 * later warn of {@code sun.misc.Unsafe}, which does it on older ones. Either is called by method
 * handles, because this code is compiled for JDK 17, where the former has no name yet.
 */
public final class RawBytes {
  private static final boolean FOREIGN = Runtime.version().feature() >= 22;

  private static final MethodHandle GET_LONG = getter("Long", long.class);
  private static final MethodHandle PUT_LONG = setter("Long", long.class);
  private static final MethodHandle GET_BYTE = getter("Byte", byte.class);
  private static final MethodHandle PUT_BYTE = setter("Byte", byte.class);

  private RawBytes() {}

  /** The eight bytes at {@code address}, which need not be aligned. */
  public static long getLong(long address) {
    try {
      return (long) GET_LONG.invokeExact(address);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes eight bytes to {@code address}, which need not be aligned. */
  public static void putLong(long address, long value) {
    try {
      PUT_LONG.invokeExact(address, value);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The byte at {@code address}. */
  public static byte getByte(long address) {
    try {
      return (byte) GET_BYTE.invokeExact(address);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes a byte to {@code address}. */
  public static void putByte(long address, byte value) {
    try {
      PUT_BYTE.invokeExact(address, value);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle getter(String name, Class<?> type) {
    return FOREIGN
        ? foreign(name, AccessMode.GET)
        : unsafe("get" + name, MethodType.methodType(type, long.class));
  }

  private static MethodHandle setter(String name, Class<?> type) {
    return FOREIGN
        ? foreign(name, AccessMode.SET)
        : unsafe("put" + name, MethodType.methodType(void.class, long.class, type));
  }

  private static MethodHandle unsafe(String method, MethodType type) {
    Object unsafe = TheUnsafe.get();
    try {
      return MethodHandles.lookup().findVirtual(unsafe.getClass(), method, type).bindTo(unsafe);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Access to a segment that is the whole address space, so that offsets in it are addresses. */
  private static MethodHandle foreign(String type, AccessMode mode) {
    try {
      Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
      Object nothing = segment.getField("NULL").get(null);
      Object all = segment.getMethod("reinterpret", long.class).invoke(nothing, Long.MAX_VALUE);
      Class<?> layouts = Class.forName("java.lang.foreign.ValueLayout");
      String layout = type.equals("Byte") ? "JAVA_BYTE" : "JAVA_LONG_UNALIGNED";
      Object found = layouts.getField(layout).get(null);
      VarHandle handle = (VarHandle) layouts.getMethod("varHandle").invoke(found);
      return handle.toMethodHandle(mode).bindTo(all);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
