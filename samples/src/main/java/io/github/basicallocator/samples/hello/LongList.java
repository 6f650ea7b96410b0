package io.github.basicallocator.samples.hello;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.NativeBlock;
import java.util.Objects;

/**
 * A list of longs that lies outside the Java heap. Full, it doubles: n pushes copy fewer than 2n
 * longs in all, however large n is.
 *
 * <p>The block remembers its size. That is what its allocator wants back, which is why the allocator need
 * not write it down.
 */
public final class LongList implements AutoCloseable {
  private static final long FIRST_CAPACITY = 16;

  private final NativeBlock block;
  private long size;
  private int doublings;

  /** An empty list on memory of {@code allocator}. */
  public LongList(Allocator allocator) {
    block = NativeBlock.allocate(allocator, bytes(FIRST_CAPACITY));
  }

  /** Adds a value behind the last one. */
  public void push(long value) {
    if (size == capacity()) {
      block.resize(2 * block.size());
      doublings++;
    }
    block.putLong(bytes(size), value);
    size++;
  }

  /** The value at {@code index}, counted from 0. */
  public long get(long index) {
    return block.getLong(bytes(Objects.checkIndex(index, size)));
  }

  /** How many values there are. */
  public long size() {
    return size;
  }

  /** How many there is room for. */
  public long capacity() {
    return block.size() / Long.BYTES;
  }

  /** How often the room was doubled. */
  public int doublings() {
    return doublings;
  }

  /** Frees the memory. From then on the list is as the block is: every use is refused. */
  @Override
  public void close() {
    block.close();
  }

  private static long bytes(long longs) {
    return longs * Long.BYTES;
  }
}
