package io.github.basicallocator.magazine;

/**
 * Keeps what a cache cannot do out of the machine code of what it can.
 *
 * <p>HotSpot decides what to inline by the first thousands of calls, when caches are empty and many requests need the shared
 * heap. Inlined then, the heap makes the methods that allocate and deallocate so big that programs do not have <em>these</em> inlined
 * for the rest of their lives, and call the few instructions that nearly all requests need. Java has no word for "do not inline", but
 * HotSpot's compiler C2 leaves the methods of {@link Throwable}s out of all others: exceptions are rare, it supposes. (The function
 * {@code should_not_inline} of its {@code bytecodeInfo.cpp}; it holds neither for what is called directly by the method that is
 * compiled, so there must be one more in between, here one of {@link SharedHeap}; nor for whatever a method of an exception calls.) So this is one, though nobody throws it. A compiler
 * that knows no such rule may do as it likes: nothing but time depends on it. Virtual threads, which have no cache of their own, always
 * come this way.
 */
final class OutOfLine extends Error {
  private static final long serialVersionUID = 1L;

  private OutOfLine() {}

  static long allocate(SharedHeap heap, long size, long alignment, boolean zeroed) {
    return heap.allocateHere(size, alignment, zeroed);
  }

  static void free(SharedHeap heap, long address, long size, long alignment) {
    heap.freeHere(address, size, alignment);
  }
}
