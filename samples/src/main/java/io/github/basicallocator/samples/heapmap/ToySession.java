package io.github.basicallocator.samples.heapmap;

import io.github.basicallocator.freelist.FreeBlock;
import io.github.basicallocator.freelist.RawAlloc;
import io.github.basicallocator.os.ToyHeap;
import io.github.basicallocator.samples.SampleException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** An allocator on a heap small enough to be drawn, and the blocks that were allocated from it. */
final class ToySession implements AutoCloseable {
  private final long capacity;
  private final ToyHeap heap;
  private final RawAlloc allocator;
  private final TreeMap<Integer, UsedBlock> used = new TreeMap<>();
  private int lastNumber;

  ToySession(long capacity) {
    this.capacity = capacity;
    heap = new ToyHeap(capacity, ToyHeap.DEFAULT_PAGE_SIZE);
    allocator = new RawAlloc(heap);
  }

  UsedBlock allocate(long size, long alignment) {
    long address = allocator.allocate(size, alignment);
    return enter(++lastNumber, address, size, alignment);
  }

  UsedBlock free(int number) {
    UsedBlock block = find(number);
    allocator.deallocate(addressOf(block), block.size(), block.alignment());
    used.remove(number);
    return block;
  }

  /** Resizes a block where it is, if that can be done. */
  boolean resize(int number, long size) {
    UsedBlock block = find(number);
    long address = addressOf(block);
    boolean resized = allocator.resize(address, block.size(), size, block.alignment());
    if (resized) {
      enter(number, address, size, block.alignment());
    }
    return resized;
  }

  /** Gives a block another place and size, for when it cannot be resized. */
  void move(int number, long size) {
    UsedBlock old = find(number);
    long address = allocator.allocate(size, old.alignment());
    allocator.deallocate(addressOf(old), old.size(), old.alignment());
    enter(number, address, size, old.alignment());
  }

  UsedBlock find(int number) {
    UsedBlock block = used.get(number);
    if (block == null) {
      throw new SampleException("there is no block %d; %s".formatted(number, numbers()));
    }
    return block;
  }

  Snapshot snapshot() {
    allocator.check();
    List<FreeBlock> free = new ArrayList<>();
    for (FreeBlock block : allocator.blocks()) {
      free.add(new FreeBlock(block.address() - heap.address(), block.size()));
    }
    return new Snapshot(capacity, heap.used(), List.copyOf(used.values()), free);
  }

  @Override
  public void close() {
    heap.close();
  }

  private UsedBlock enter(int number, long address, long size, long alignment) {
    UsedBlock block = new UsedBlock(number, address - heap.address(), size, alignment);
    used.put(number, block);
    return block;
  }

  private long addressOf(UsedBlock block) {
    return heap.address() + block.offset();
  }

  private String numbers() {
    return used.isEmpty() ? "there are none" : "there are " + used.keySet();
  }
}
