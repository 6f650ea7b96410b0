package io.github.basicallocator;

/**
 * Allocates native memory: memory outside the Java heap, named by its address.
 *
 * <p>What makes it unlike {@code malloc} is that the size comes back: who gives memory back says how
 * much it is. Programs nearly always know, and so no byte is spent on writing it down.
 *
 * <p><b>Sizes</b> are bytes. Size 0 is served as if it were 1, so that each address is unique; it is
 * given back with size 0. <b>Alignments</b> are powers of two; each address is a multiple of the
 * alignment asked for and of {@link #DEFAULT_ALIGNMENT}.
 *
 * <p><b>Errors</b>, after each of which nothing has changed:
 *
 * <ul>
 *   <li>{@link IllegalArgumentException}: a negative size, an alignment that is no power of two; the
 *       null address given back, or a size or alignment above 2<sup>60</sup> bytes with it, which no
 *       address space has.
 *   <li>{@link OutOfMemoryError}: the kernel refuses. The message has the bytes asked for and the
 *       kernel's reason. The allocator goes on working, and may be able to serve later requests.
 *   <li>{@link IllegalStateException}: the allocator is closed.
 * </ul>
 *
 * <p>Giving back what was not allocated, or twice, or with another size, corrupts the heap where an
 * implementation does not notice it. So does writing to memory that was given back.
 *
 * <p><b>Thread safety.</b> Any thread may call any method of an implementation at any time, and may
 * give back what another one allocated; a method's effects happen before those of later calls that
 * receive the same memory. Only {@link #close} must not run while memory is in use.
 */
public interface Allocator extends AutoCloseable {
  /** What addresses are aligned to where nothing else is asked for, in bytes. */
  long DEFAULT_ALIGNMENT = 16;

  /**
   * Allocates memory; its contents are undefined.
   *
   * @param size bytes, 0 or more
   * @param alignment bytes, a power of two
   * @return the address of the first byte
   */
  long allocate(long size, long alignment);

  /** Allocates memory as {@link #allocate(long, long)} does, but every byte of it is zero. */
  long allocateZeroed(long size, long alignment);

  /**
   * Changes the size of memory. The contents stay, up to the smaller of the sizes; more are
   * undefined. The address may change, and then the old one is given back.
   *
   * @param address as it was returned
   * @param oldSize as it was asked for
   * @param newSize bytes, 0 or more
   * @param alignment as it was asked for
   * @return the address of the first byte, which is from now on {@code newSize} bytes
   */
  long reallocate(long address, long oldSize, long newSize, long alignment);

  /**
   * Gives memory back.
   *
   * @param address as it was returned
   * @param size as it was asked for
   * @param alignment as it was asked for
   */
  void deallocate(long address, long size, long alignment);

  /** {@link #allocate(long, long)} with {@link #DEFAULT_ALIGNMENT}. */
  default long allocate(long size) {
    return allocate(size, DEFAULT_ALIGNMENT);
  }

  /** {@link #allocateZeroed(long, long)} with {@link #DEFAULT_ALIGNMENT}. */
  default long allocateZeroed(long size) {
    return allocateZeroed(size, DEFAULT_ALIGNMENT);
  }

  /** {@link #reallocate(long, long, long, long)} with {@link #DEFAULT_ALIGNMENT}. */
  default long reallocate(long address, long oldSize, long newSize) {
    return reallocate(address, oldSize, newSize, DEFAULT_ALIGNMENT);
  }

  /** {@link #deallocate(long, long, long)} with {@link #DEFAULT_ALIGNMENT}. */
  default void deallocate(long address, long size) {
    deallocate(address, size, DEFAULT_ALIGNMENT);
  }

  /** Where the memory of this allocator is now. */
  AllocatorStats stats();

  /**
   * Walks every structure of this allocator.
   *
   * @throws IllegalStateException naming the invariant that is broken
   */
  void check();

  /**
   * Gives idle memory to the kernel.
   *
   * @return the bytes given
   */
  default long trim() {
    return 0;
  }

  /**
   * Gives every page back to the kernel, whoever may still use it: an access to memory of this
   * allocator ends the JVM from now on. Closing again does nothing, unless pages were refused.
   *
   * @throws io.github.basicallocator.os.MmapException if the kernel refuses to take pages back; further
   *     refusals are suppressed in it. The allocator is closed all the same, every other page is given
   *     back, and closing again tries those that were refused.
   */
  @Override
  void close();

  /**
   * The allocator of this process, which cannot be closed. The system property {@code
   * basicallocator.global} chooses it: {@code magazine}, a {@link MagazineAllocator}, if it is not set, or {@code
   * unix}, a {@link UnixAllocator}.
   *
   * @throws IllegalArgumentException if the property has another value
   */
  static Allocator global() {
    return GlobalAllocator.instance();
  }
}
