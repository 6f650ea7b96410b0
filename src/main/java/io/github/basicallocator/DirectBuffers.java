package io.github.basicallocator;

import io.github.basicallocator.os.Syscall;
import java.nio.ByteBuffer;

/**
 * Makes a {@link ByteBuffer} of memory at any address. Java has no method for that, but JNI has, which
 * asks for no leave: the constructor that it calls is closed to every Java module but the JDK's own.
 */
final class DirectBuffers {
  private DirectBuffers() {}

  /** A buffer of {@code size} bytes at {@code address}; nothing keeps that memory from being freed. */
  static ByteBuffer of(long address, int size) {
    Syscall.pageSize(); // loads the library, or says why there is none
    return of0(address, size);
  }

  private static native ByteBuffer of0(long address, int size);
}
