package io.github.basicallocator;

import io.github.basicallocator.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Threads that allocate, resize and free at once, and pass some of their blocks to one another. Each
 * block is filled with a pattern made of its address, and verified before it is given back.
 */
final class ThreadedChurn {
  private static final int SLOTS = 64;

  private record Block(long address, long size) {
    Block filled() {
      for (long i = 0; i < size; i++) {
        Memory.putByte(address + i, pattern(i));
      }
      return this;
    }

    void verify(long bytes) {
      for (long i = 0; i < bytes; i++) {
        if (Memory.getByte(address + i) != pattern(i)) {
          throw new AssertionError("byte %d of %s was overwritten".formatted(i, this));
        }
      }
    }

    private byte pattern(long i) {
      return (byte) ((address >>> 4) * 31 + i);
    }
  }

  private final Allocator allocator;
  private final int threads;
  private final int steps;
  private final long seed = Long.getLong("churn.seed", System.nanoTime());
  private final BlockingQueue<Block> passedOn = new ArrayBlockingQueue<>(32);
  private final List<Throwable> failures = new ArrayList<>();

  ThreadedChurn(Allocator allocator, int threads, int steps) {
    this.allocator = allocator;
    this.threads = threads;
    this.steps = steps;
  }

  /** Runs all threads to their end, and returns what went wrong in them. */
  List<Throwable> run() throws InterruptedException {
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Random random = new Random(seed + i);
      Thread thread = new Thread(() -> churn(random));
      thread.setUncaughtExceptionHandler((t, e) -> fail(e));
      thread.start();
      started.add(thread);
    }
    for (Thread thread : started) {
      thread.join();
    }
    passedOn.forEach(this::free);
    return failures;
  }

  private void churn(Random random) {
    Block[] slots = new Block[SLOTS];
    for (int step = 0; step < steps; step++) {
      int slot = random.nextInt(SLOTS);
      Block block = slots[slot];
      if (block == null) {
        slots[slot] = allocate(1 + random.nextInt(1 + random.nextInt(2000)));
      } else if (random.nextInt(4) == 0) {
        slots[slot] = resize(block, 1 + random.nextInt(1000));
      } else {
        slots[slot] = null;
        if (random.nextInt(4) != 0 || !passedOn.offer(block)) {
          free(block);
        }
        Block received = passedOn.poll();
        if (received != null) {
          free(received);
        }
      }
    }
    for (Block block : slots) {
      if (block != null) {
        free(block);
      }
    }
  }

  private Block allocate(long size) {
    return new Block(allocator.allocate(size), size).filled();
  }

  private Block resize(Block block, long newSize) {
    block.verify(block.size());
    long address = allocator.reallocate(block.address(), block.size(), newSize);
    long kept = Math.min(block.size(), newSize);
    if (address == block.address()) {
      block.verify(kept);
    }
    return new Block(address, newSize).filled();
  }

  private void free(Block block) {
    block.verify(block.size());
    allocator.deallocate(block.address(), block.size());
  }

  private synchronized void fail(Throwable e) {
    failures.add(new AssertionError("repeat it with -Dtest.flags=-Dchurn.seed=" + seed, e));
  }
}
