package io.github.basicallocator.samples.replay;

import io.github.basicallocator.Allocator;

/** Does on an allocator what a trace says. */
final class Replayer {
  private final Trace trace;
  private final Allocator allocator;
  private final BlockContents contents;

  /** The blocks in use, by slot; where none is, the address is 0. */
  private final long[] addresses;

  private final long[] sizes;
  private final long[] alignments;

  Replayer(Trace trace, Allocator allocator, BlockContents contents) {
    this.trace = trace;
    this.allocator = allocator;
    this.contents = contents;
    addresses = new long[trace.slots()];
    sizes = new long[trace.slots()];
    alignments = new long[trace.slots()];
  }

  /** Replays the operations from {@code start} up to, but not including, {@code end}. */
  void replay(int start, int end) {
    byte[] kinds = trace.kinds();
    int[] slotOf = trace.slotOf();
    for (int i = start; i < end; i++) {
      int slot = slotOf[i];
      switch (kinds[i]) {
        case Trace.ALLOCATE -> allocate(i, slot);
        case Trace.FREE -> free(slot);
        case Trace.REALLOC -> reallocate(i, slot);
        default -> allocateZeroed(i, slot);
      }
    }
  }

  /** Frees what the program did not. */
  void freeAll() {
    for (int slot = 0; slot < addresses.length; slot++) {
      if (addresses[slot] != 0) {
        free(slot);
      }
    }
  }

  private void allocate(int i, int slot) {
    long size = trace.sizes()[i];
    long alignment = 1L << trace.log2Alignments()[i];
    enter(slot, allocator.allocate(size, alignment), size, alignment);
  }

  private void allocateZeroed(int i, int slot) {
    long size = trace.sizes()[i];
    long alignment = 1L << trace.log2Alignments()[i];
    long address = allocator.allocateZeroed(size, alignment);
    contents.verifyZero(address, size, slot);
    enter(slot, address, size, alignment);
  }

  private void reallocate(int i, int slot) {
    long oldSize = sizes[slot];
    long newSize = trace.sizes()[i];
    contents.verify(addresses[slot], oldSize, slot);
    long address = allocator.reallocate(addresses[slot], oldSize, newSize, alignments[slot]);
    contents.verify(address, Math.min(oldSize, newSize), slot);
    enter(slot, address, newSize, alignments[slot]);
  }

  private void free(int slot) {
    contents.verify(addresses[slot], sizes[slot], slot);
    allocator.deallocate(addresses[slot], sizes[slot], alignments[slot]);
    addresses[slot] = 0;
  }

  private void enter(int slot, long address, long size, long alignment) {
    addresses[slot] = address;
    sizes[slot] = size;
    alignments[slot] = alignment;
    contents.fill(address, size, slot);
  }
}
