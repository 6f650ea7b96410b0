package io.github.basicallocator.benchmarks.workloads;

import io.github.basicallocator.benchmarks.peers.RawMemory;
import io.github.basicallocator.benchmarks.peers.Slots;
import java.util.SplittableRandom;
import org.jctools.queues.SpscArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * As xmalloc-test does: one thread does nothing but allocate, and another one nothing but free what it
 * is handed, in batches.
 */
public class XmallocBenchmark extends Workload {
  private static final int BATCH = 4096;
  private static final int BATCHES = 8;

  /** The first slot of a batch. */
  private record Batch(int start) {}

  private final Waiting forRoom = new Waiting();

  @Param({"64", "mixed"})
  public String size;

  private final SpscArrayQueue<Batch> filled = new SpscArrayQueue<>(BATCHES);
  private final SpscArrayQueue<Batch> emptied = new SpscArrayQueue<>(BATCHES);
  private final SplittableRandom random = new SplittableRandom(1);
  private Sizes sizes;
  private Slots slots;
  private volatile boolean stopped;
  private Thread consumer;

  @Override
  protected void prepare() {
    sizes =
        size.equals("mixed")
            ? Sizes.oneOf(2, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048)
            : Sizes.oneOf(2, Integer.parseInt(size));
    slots = source.slots(BATCH * BATCHES);
    for (int i = 0; i < BATCHES; i++) {
      emptied.offer(new Batch(i * BATCH));
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
  @OperationsPerInvocation(BATCH)
  public void produce() {
    Batch batch = emptied.poll();
    while (batch == null) {
      forRoom.once();
      batch = emptied.poll();
    }
    for (int slot = batch.start; slot < batch.start + BATCH; slot++) {
      long dice = random.nextLong();
      slots.allocate(slot, sizes.pick(dice));
      RawMemory.putLong(slots.address(slot), dice);
    }
    filled.offer(batch);
  }

  private void consume() {
    Waiting forMore = new Waiting();
    source.enterThread();
    while (true) {
      Batch batch = filled.poll();
      if (batch != null) {
        for (int slot = batch.start; slot < batch.start + BATCH; slot++) {
          slots.free(slot);
        }
        emptied.offer(batch);
      } else if (stopped) {
        break;
      } else {
        forMore.once();
      }
    }
    source.leaveThread();
  }
}
