package io.github.basicallocator.benchmarks.peers;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.AllocatorStats;

/** An {@link Allocator}, of this project or a peer that can be made to look like one. */
record AddressSource(Allocator allocator) implements Source {
  @Override
  public Slots slots(int count) {
    return new AddressSlots(allocator, count);
  }

  @Override
  public AllocatorStats stats() {
    return allocator.stats();
  }

  @Override
  public void enterThread() {
    if (allocator instanceof PeerAllocator peer) {
      peer.enterThread();
    }
  }

  @Override
  public void leaveThread() {
    if (allocator instanceof PeerAllocator peer) {
      peer.leaveThread();
    }
  }

  @Override
  public void close() {
    allocator.close();
  }
}
