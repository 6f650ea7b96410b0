package io.github.basicallocator.samples.hello;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.samples.RawBytes;
import java.util.Objects;

/**
 * A list of longs that lies outside the Java heap. Full, it doubles: n pushes copy fewer than 2n
 * longs in all, however large n is.
 *
 * <p>It remembers its capacity, as every growing list does. That is the size its allocator wants back,
 * which is why the allocator need not write it down.
 */
public final class LongList implements AutoCloseable {
  private static final long FIRST_CAPACITY = 16;

  private final Allocator allocator;
  private long address;
  private long capacity = FIRST_CAPACITY;
  private long size;
  private int doublings;

  /** An empty list on memory of {@code allocator}. */
  public LongList(Allocator allocator) {
    this.allocator = allocator;
    this.address = allocator.allocate(bytes(capacity));
  }

  /** Adds a value behind the last one. */
  public void push(long value) {
    requireOpen();
    if (size == capacity) {
      address = allocator.reallocate(address, bytes(capacity), bytes(2 * capacity));
      capacity *= 2;
      doublings++;
    }
    RawBytes.putLong(address + bytes(size), value);
    size++;
  }

  /** The value at {@code index}, counted from 0. */
  public long get(long index) {
    requireOpen();
    return RawBytes.getLong(address + bytes(Objects.checkIndex(index, size)));
  }

  /** How many values there are. */
  public long size() {
    return size;
  }

  /** How many there is room for. */
  public long capacity() {
    return capacity;
  }

  /** How often the room was doubled. */
  public int doublings() {
    return doublings;
  }

  /** Gives the memory back. Closing twice is fine. */
  @Override
  public void close() {
    if (address != 0) {
      allocator.deallocate(address, bytes(capacity));
      address = 0;
    }
  }

  private void requireOpen() {
    if (address == 0) {
      throw new IllegalStateException("this list is closed");
    }
  }

  private static long bytes(long longs) {
    return longs * Long.BYTES;
  }
}
