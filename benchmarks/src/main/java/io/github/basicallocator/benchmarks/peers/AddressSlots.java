package io.github.basicallocator.benchmarks.peers;

import static org.openjdk.jmh.annotations.CompilerControl.Mode.DONT_INLINE;

import io.github.basicallocator.Allocator;
import org.openjdk.jmh.annotations.CompilerControl;

/** Slots that hold addresses. */
final class AddressSlots implements Slots {
  private final Allocator allocator;
  private final long[] addresses;
  private final int[] sizes;

  AddressSlots(Allocator allocator, int count) {
    this.allocator = allocator;
    addresses = new long[count];
    sizes = new int[count];
  }

  @Override
  public void allocate(int slot, int size, int alignment) {
    addresses[slot] = allocator.allocate(size, alignment);
    sizes[slot] = size;
  }

  @Override
  public void allocateZeroed(int slot, int size, int alignment) {
    addresses[slot] = allocator.allocateZeroed(size, alignment);
    sizes[slot] = size;
  }

  @Override
  @CompilerControl(DONT_INLINE)
  public void reallocate(int slot, int size, int alignment) {
    addresses[slot] = allocator.reallocate(addresses[slot], sizes[slot], size, alignment);
    sizes[slot] = size;
  }

  @Override
  public void free(int slot, int alignment) {
    allocator.deallocate(addresses[slot], sizes[slot], alignment);
    addresses[slot] = 0;
  }

  @Override
  public void allocateAndFree(int size) {
    allocator.deallocate(allocator.allocate(size), size);
  }

  @Override
  public long address(int slot) {
    return addresses[slot];
  }

  @Override
  public int size(int slot) {
    return sizes[slot];
  }

  // What programs call: the short forms, without an alignment.

  @Override
  public void allocate(int slot, int size) {
    addresses[slot] = allocator.allocate(size);
    sizes[slot] = size;
  }

  @Override
  public void free(int slot) {
    allocator.deallocate(addresses[slot], sizes[slot]);
    addresses[slot] = 0;
  }
}
