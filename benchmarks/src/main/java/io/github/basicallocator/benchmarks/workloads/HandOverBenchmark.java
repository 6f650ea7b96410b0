package io.github.basicallocator.benchmarks.workloads;

import io.github.basicallocator.benchmarks.peers.RawMemory;
import io.github.basicallocator.benchmarks.peers.Slots;
import org.jctools.queues.SpscArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** One thread allocates, another one frees; blocks of 64 bytes go through a queue one by one. */
public class HandOverBenchmark extends Workload {
  private static final int PAIRS = 10_000;
  private static final int SIZE = 64;
  private static final int CAPACITY = 1024;

  /** What goes through the queue. These never change, so that both processors can keep a copy. */
  private record Token(int slot) {}

  /** Room for the full queue, for what is being allocated, and for what is being freed. */
  private final Token[] tokens = new Token[CAPACITY + 2];

  private final SpscArrayQueue<Token> queue = new SpscArrayQueue<>(CAPACITY);
  private final Waiting forRoom = new Waiting();
  private Slots slots;
  private int next;
  private volatile boolean stopped;
  private Thread consumer;

  @Override
  protected void prepare() {
    slots = source.slots(tokens.length);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = new Token(i);
    }
    consumer = new Thread(this::consume);
    consumer.start();
  }

  @Override
  protected void finish() throws InterruptedException {
    stopped = true;
    consumer.join();
  }

  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public void handOver() {
    for (int i = 0; i < PAIRS; i++) {
      Token token = tokens[next];
      next = next + 1 == tokens.length ? 0 : next + 1;
      slots.allocate(token.slot, SIZE);
      RawMemory.putLong(slots.address(token.slot), i);
      while (!queue.offer(token)) {
        forRoom.once();
      }
    }
  }

  private void consume() {
    Waiting forMore = new Waiting();
    source.enterThread();
    while (true) {
      Token token = queue.poll();
      if (token != null) {
        slots.free(token.slot);
      } else if (stopped) {
        break;
      } else {
        forMore.once();
      }
    }
    source.leaveThread();
  }
}
