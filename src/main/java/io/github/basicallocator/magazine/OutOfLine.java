package io.github.basicallocator.magazine;

/**
 * Keeps what few requests need out of the machine code of what nearly all need.
 *
 * <p>HotSpot decides what to inline by the first thousands of calls, when caches are empty and many requests need the shared
 * heap. Inlined then, the heap makes the methods that allocate and deallocate so big that programs do not have <em>these</em> inlined
 * for the rest of their lives, and call the few instructions that nearly all requests need. Java has no word for "do not inline", but
 * HotSpot's compiler C2 leaves the methods of {@link Throwable}s out of all others: exceptions are rare, it supposes. (The function
 * {@code should_not_inline} of its {@code bytecodeInfo.cpp}; it does not hold for what is called directly by the method that is
 * compiled, so there must be one more in between, one of {@link SharedHeap} or of this class.) So this is one, though nobody throws it. A compiler
 * that knows no such rule may do as it likes: nothing but time depends on it. Virtual threads, which have no cache of their own, always
 * come this way.
 *
 * <p>Moving memory is apart for the same reason: most of the JDK's copying is always inlined, some kilobytes, and a loop that also allocates
 * and frees then has too few registers left for that.
 */
public final class OutOfLine extends Error {
  private static final long serialVersionUID = 1L;

  /** Resizes memory, as {@link io.github.basicallocator.Allocator#reallocate} says. */
  public interface Reallocation {
    long reallocate(long address, long oldSize, long newSize, long alignment);
  }

  private OutOfLine() {}

  static long allocate(SharedHeap heap, long size, long alignment, boolean zeroed) {
    return heap.allocateHere(size, alignment, zeroed);
  }

  static void free(SharedHeap heap, long address, long size, long alignment) {
    heap.freeHere(address, size, alignment);
  }

  /** Calls {@code reallocation}. */
  public static long reallocate(
      Reallocation reallocation, long address, long oldSize, long newSize, long alignment) {
    return reallocateOutOfLine(reallocation, address, oldSize, newSize, alignment);
  }

  private static long reallocateOutOfLine(
      Reallocation reallocation, long address, long oldSize, long newSize, long alignment) {
    return reallocation.reallocate(address, oldSize, newSize, alignment);
  }
}
