package io.github.basicallocator.benchmarks.peers;

import static org.openjdk.jmh.annotations.CompilerControl.Mode.DONT_INLINE;

import org.openjdk.jmh.annotations.CompilerControl;

/**
 * Slots that hold buffer objects. Alignments are what the allocator gives: those of Netty and Arrow
 * cannot be asked for one.
 *
 * @param <B> the buffer
 */
abstract class ObjectSlots<B> implements Slots {
  private final Object[] buffers;
  private final int[] sizes;

  ObjectSlots(int count) {
    buffers = new Object[count];
    sizes = new int[count];
  }

  abstract B take(int size);

  abstract void give(B buffer);

  abstract long addressOf(B buffer);

  @Override
  public void allocate(int slot, int size, int alignment) {
    buffers[slot] = take(atLeastOne(size));
    sizes[slot] = size;
  }

  @Override
  public void allocateZeroed(int slot, int size, int alignment) {
    allocate(slot, size, alignment);
    RawMemory.fill(address(slot), size, (byte) 0);
  }

  @Override
  @CompilerControl(DONT_INLINE)
  public void reallocate(int slot, int size, int alignment) {
    B old = buffer(slot);
    B moved = take(atLeastOne(size));
    RawMemory.copy(addressOf(old), addressOf(moved), Math.min(size, sizes[slot]));
    give(old);
    buffers[slot] = moved;
    sizes[slot] = size;
  }

  @Override
  public void free(int slot, int alignment) {
    give(buffer(slot));
    buffers[slot] = null;
  }

  @Override
  public void allocateAndFree(int size) {
    give(take(size));
  }

  @Override
  public long address(int slot) {
    B buffer = buffer(slot);
    return buffer == null ? 0 : addressOf(buffer);
  }

  @Override
  public int size(int slot) {
    return sizes[slot];
  }

  /** Empty buffers have no memory, and so no address. */
  private static int atLeastOne(int size) {
    return Math.max(size, 1);
  }

  @SuppressWarnings("unchecked")
  private B buffer(int slot) {
    return (B) buffers[slot];
  }
}
