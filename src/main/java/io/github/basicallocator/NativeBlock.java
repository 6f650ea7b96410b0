package io.github.basicallocator;

import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.Syscall;
import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A block of native memory that a program can use without addresses: nothing outside it can be read or
 * written, and nothing at all once it is closed.
 *
 * <p>It works over any {@link Allocator} and remembers for it what that wants back: size and alignment.
 * Without care for either, this is a program that uses memory outside the Java heap:
 *
 * <pre>{@code
 * try (NativeBlock block = NativeBlock.allocateZeroed(1000)) {
 *   block.putLong(8, 42);
 * }
 * }</pre>
 *
 * <p><b>Offsets and sizes</b> are bytes, counted from the start of the block. Values need not be
 * aligned. Values without a {@link java.nio.ByteOrder}, and those in arrays, are in the byte order of
 * the machine.
 *
 * <p><b>Errors</b>, after each of which nothing has changed:
 *
 * <ul>
 *   <li>{@link IndexOutOfBoundsException}: not all bytes of an access are within the block.
 *   <li>{@link IllegalStateException}: the block is closed, also where it is closed once more; or this
 *       is a slice, and its block has been closed or resized.
 *   <li>{@link UnsupportedOperationException}: a slice is to be closed or resized.
 *   <li>Those of {@link Allocator}, where memory is allocated, resized or freed. A block that its allocator
 *       refuses to free is closed nevertheless.
 * </ul>
 *
 * <p>The allocator must stay open as long as its blocks: what is accessed after that is no longer there,
 * and may end the JVM.
 *
 * <p><b>Slices and buffers</b> are views of the memory of a block. {@link #close} and {@link #resize} end
 * the life of all of them, {@code resize} whether the memory moves or not. A slice throws from then on; a
 * buffer does not know ({@link #asByteBuffer}).
 *
 * <p><b>Thread safety.</b> Any thread may use a block. Accesses are plain: what one thread writes is
 * visible to others once they have synchronised, and nothing wider than a byte is sure to be written at
 * once. An access that begins after {@code close} or {@code resize} of another thread has returned never
 * touches the old memory. After {@code close} it throws. After {@code resize} it has the new memory if
 * the threads have synchronised, as with any field, and may throw otherwise. An access that <em>races</em>
 * with {@code close} or {@code resize} may touch memory that is free already, and so corrupt the heap, or
 * end the JVM: keeping the two apart is the program's part. To know would take a counter in each access,
 * which costs more than the access.
 *
 * <p><b>Blocks that are never closed.</b> When the garbage collector finds that neither a block nor a slice
 * or buffer of it is referred to any more, its memory is freed and the logger of this class warns, with
 * size and address. With the system property {@code basicallocator.track=true}, set before the first block
 * is allocated, it also shows where the block was allocated; remembering that costs some microseconds a
 * block. There is no warning for what is open when the JVM ends.
 *
 * <p><b>Cost.</b> An access adds to the load or store a check of state and bounds, no more than a handful
 * of loads and compares, and allocates nothing. A block itself takes about 200 bytes of the Java heap, and
 * a lock of the JVM's cleaner to allocate and to close: it is meant for memory of some size, not for
 * millions of small pieces.
 */
public final class NativeBlock extends ValueAccess implements AutoCloseable {
  private final boolean slice;

  private NativeBlock(Extent extent, boolean slice) {
    super(extent);
    this.slice = slice;
  }

  /** A block that has everything but its memory. */
  private static NativeBlock unopened(Allocator allocator, long size, long alignment) {
    Syscall.memoryAccess(); // or says why there is none, whoever allocates
    Lifetime lifetime = new Lifetime(new Allocation(allocator, size, alignment));
    return new NativeBlock(lifetime.extent(), false);
  }

  /** A block of the allocator of this process, {@link Allocator#global()}. */
  public static NativeBlock allocate(long size) {
    return allocate(Allocator.global(), size);
  }

  /** A block of the allocator of this process, every byte of which is zero. */
  public static NativeBlock allocateZeroed(long size) {
    return allocateZeroed(Allocator.global(), size);
  }

  /** A block at a multiple of {@link Allocator#DEFAULT_ALIGNMENT}. */
  public static NativeBlock allocate(Allocator allocator, long size) {
    return allocate(allocator, size, Allocator.DEFAULT_ALIGNMENT);
  }

  /** A block at a multiple of {@link Allocator#DEFAULT_ALIGNMENT}, every byte of which is zero. */
  public static NativeBlock allocateZeroed(Allocator allocator, long size) {
    return allocateZeroed(allocator, size, Allocator.DEFAULT_ALIGNMENT);
  }

  /**
   * Allocates a block; its contents are undefined.
   *
   * @param size bytes, 0 or more
   * @param alignment bytes, a power of two
   */
  public static NativeBlock allocate(Allocator allocator, long size, long alignment) {
    NativeBlock block = unopened(allocator, size, alignment);
    block.extent.lifetime().begin(allocator.allocate(size, alignment));
    return block;
  }

  /** Allocates a block as {@link #allocate(Allocator, long, long)} does, but every byte is zero. */
  public static NativeBlock allocateZeroed(Allocator allocator, long size, long alignment) {
    NativeBlock block = unopened(allocator, size, alignment);
    block.extent.lifetime().begin(allocator.allocateZeroed(size, alignment));
    return block;
  }

  /** The size in bytes, also when it is closed. */
  public long size() {
    return extent.size();
  }

  /**
   * The address of the first byte, for code that needs one. It is good for as long as this block is open
   * and referred to.
   */
  public long address() {
    return extent.at(0, 0);
  }

  /** Whether it can be accessed: neither it, nor the block that it is a slice of, has been closed, nor the latter resized. */
  public boolean isOpen() {
    return extent.lifetime().isOpen();
  }

  /** Sets every byte to {@code value}. */
  public void fill(byte value) {
    fill(0, size(), value);
  }

  /** Sets {@code size} bytes from {@code offset} on to {@code value}. */
  public void fill(long offset, long size, byte value) {
    try {
      Memory.fill(extent.at(offset, size), size, value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Copies {@code size} bytes to another block, or to another place in this one: they may overlap. */
  public void copyTo(long offset, NativeBlock target, long targetOffset, long size) {
    try {
      long from = extent.at(offset, size);
      Memory.copy(from, target.extent.at(targetOffset, size), size);
    } finally {
      Reference.reachabilityFence(this);
      Reference.reachabilityFence(target);
    }
  }

  /** Copies {@code size} bytes from another block, or another place in this one: they may overlap. */
  public void copyFrom(long offset, NativeBlock source, long sourceOffset, long size) {
    source.copyTo(sourceOffset, this, offset, size);
  }

  /**
   * Copies memory to {@code count} elements of an array from {@code index} on.
   *
   * @param array of any primitive type but {@code boolean}
   * @throws IllegalArgumentException if it is not
   */
  public void copyToArray(long offset, Object array, int index, int count) {
    long bytes = checkedBytes(array, index, count);
    try {
      Memory.copyToArray(extent.at(offset, bytes), array, index, count);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Copies {@code count} elements of an array from {@code index} on to memory.
   *
   * @param array of any primitive type but {@code boolean}
   * @throws IllegalArgumentException if it is not
   */
  public void copyFromArray(long offset, Object array, int index, int count) {
    long bytes = checkedBytes(array, index, count);
    try {
      Memory.copyFromArray(array, index, count, extent.at(offset, bytes));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * A view of {@code size} bytes from {@code offset} on. It keeps this block from being collected, but
   * ends with it; it is not closed on its own.
   */
  public NativeBlock slice(long offset, long size) {
    return new NativeBlock(extent.slice(offset, size), true);
  }

  /**
   * The memory as a buffer, for code that wants one: a direct buffer in big-endian order, as all new
   * buffers are. What the one writes the other reads.
   *
   * <p>The buffer, and whatever is derived from it, keeps the block from being collected, but does not
   * outlive it. It cannot know that its memory is gone: after the block has been closed or resized an
   * access to the buffer reads or writes whatever is there, which may corrupt the heap or end the JVM.
   * Let go of the buffer first.
   *
   * @throws UnsupportedOperationException if there are more than 2³¹ − 1 bytes, which no buffer holds
   */
  public ByteBuffer asByteBuffer() {
    Extent memory = extent;
    if (memory.size() > Integer.MAX_VALUE) {
      throw new UnsupportedOperationException(
          "a buffer holds at most %,d bytes, and this block has %,d; take a slice"
              .formatted(Integer.MAX_VALUE, memory.size()));
    }
    ByteBuffer buffer = DirectBuffers.of(memory.at(0, 0), (int) memory.size());
    memory.lifetime().outlive(buffer);
    return buffer;
  }

  /**
   * Changes the size. The contents stay, up to the smaller of the sizes; more are undefined. The address
   * may change. Slices and buffers end; this block does not.
   *
   * @param newSize bytes, 0 or more
   */
  public void resize(long newSize) {
    requireWhole();
    extent = extent.lifetime().resize(newSize);
  }

  /** Frees the memory. Unlike most, it does not allow to be called twice. */
  @Override
  public void close() {
    requireWhole();
    extent.lifetime().close();
  }

  /** Size and address, and whether it is open. */
  @Override
  public String toString() {
    return "%s of %,d bytes at 0x%x%s"
        .formatted(
            slice ? "slice" : "block",
            size(),
            extent.address(),
            isOpen() ? "" : ", no longer open");
  }

  private void requireWhole() {
    if (slice) {
      throw new UnsupportedOperationException("a slice cannot be closed or resized; its block can");
    }
  }

  private static long checkedBytes(Object array, int index, int count) {
    long elementSize = elementSize(array);
    Objects.checkFromIndexSize(index, count, Array.getLength(array));
    return count * elementSize;
  }

  private static int elementSize(Object array) {
    if (array instanceof byte[]) {
      return Byte.BYTES;
    } else if (array instanceof short[] || array instanceof char[]) {
      return Short.BYTES;
    } else if (array instanceof int[] || array instanceof float[]) {
      return Integer.BYTES;
    } else if (array instanceof long[] || array instanceof double[]) {
      return Long.BYTES;
    }
    throw new IllegalArgumentException(
        "no array of numbers or characters: " + array.getClass().getTypeName());
  }
}
