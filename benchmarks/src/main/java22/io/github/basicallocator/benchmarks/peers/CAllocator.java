package io.github.basicallocator.benchmarks.peers;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** An allocator written in C. This class is a pattern, of which each library gets a copy. */
final class CAllocator extends PeerAllocator {
  private static final CFunctions FUNCTIONS = functions();
  private static final MethodHandle MALLOC = FUNCTIONS.malloc();
  private static final MethodHandle CALLOC = FUNCTIONS.calloc();
  private static final MethodHandle ALIGNED_ALLOC = FUNCTIONS.alignedAlloc();
  private static final MethodHandle REALLOC = FUNCTIONS.realloc();
  private static final MethodHandle SIZED_FREE = FUNCTIONS.sizedFree();
  private static final MethodHandle FREE = FUNCTIONS.free();

  @Override
  public long allocate(long size) {
    try {
      return (long) MALLOC.invokeExact(atLeastOne(size));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  @Override
  public void deallocate(long address, long size) {
    try {
      SIZED_FREE.invokeExact(address, atLeastOne(size));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  @Override
  public long allocate(long size, long alignment) {
    if (alignment <= DEFAULT_ALIGNMENT) {
      return allocate(size);
    }
    try {
      return (long) ALIGNED_ALLOC.invokeExact(alignment, atLeastOne(size));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  @Override
  public void deallocate(long address, long size, long alignment) {
    if (alignment <= DEFAULT_ALIGNMENT) {
      deallocate(address, size);
      return;
    }
    try {
      FREE.invokeExact(address);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  @Override
  public long allocateZeroed(long size, long alignment) {
    if (alignment > DEFAULT_ALIGNMENT) {
      long address = allocate(size, alignment);
      RawMemory.fill(address, size, (byte) 0);
      return address;
    }
    try {
      return (long) CALLOC.invokeExact(atLeastOne(size));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  @Override
  public long reallocate(long address, long oldSize, long newSize, long alignment) {
    if (alignment > DEFAULT_ALIGNMENT) {
      return moveTo(address, oldSize, newSize, alignment);
    }
    try {
      return (long) REALLOC.invokeExact(address, atLeastOne(newSize));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private static CFunctions functions() {
    try {
      return MethodHandles.classData(MethodHandles.lookup(), "_", CFunctions.class);
    } catch (IllegalAccessException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** For the exceptions that a method handle declares, and a C function does not have. */
  private static AssertionError impossible(Throwable e) {
    return new AssertionError("a C function threw", e);
  }
}
