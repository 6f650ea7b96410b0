package io.github.basicallocator.benchmarks.peers;

import io.github.basicallocator.samples.TheUnsafe;
import sun.misc.Unsafe;

/** Reads and writes at addresses, in the same way for all allocators that are compared. */
public final class RawMemory {
  static final Unsafe UNSAFE = TheUnsafe.get();

  private RawMemory() {}

  public static long getLong(long address) {
    return UNSAFE.getLong(address);
  }

  public static void putLong(long address, long value) {
    UNSAFE.putLong(address, value);
  }

  public static void putByte(long address, byte value) {
    UNSAFE.putByte(address, value);
  }

  public static void fill(long address, long size, byte value) {
    UNSAFE.setMemory(address, size, value);
  }

  public static void copy(long from, long to, long size) {
    UNSAFE.copyMemory(from, to, size);
  }
}
