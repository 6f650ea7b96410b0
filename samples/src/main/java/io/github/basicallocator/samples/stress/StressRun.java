package io.github.basicallocator.samples.stress;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.samples.Progress;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * The work of one thread: runs of allocations and runs of deallocations, of random length, and a look
 * at the heap after each step. All is freed in the end; if it fails, by who closes the allocator.
 */
final class StressRun implements Callable<StressResult> {
  private final HeapWatch watch;
  private final StressOptions options;
  private final RandomGenerator random;
  private final RandomObjects objects;
  private final Progress progress;
  private final AtomicBoolean stop;

  private StressResult result = StressResult.NOTHING;

  /** How many allocations are to come before something else is decided; deallocations if negative. */
  private long run;

  /** Work for one thread, which stops early when {@code stop} is set, and sets it if it fails. */
  StressRun(
      Allocator allocator,
      StressOptions options,
      RandomGenerator random,
      Progress progress,
      AtomicBoolean stop) {
    this.watch = HeapWatch.of(allocator, options.threads());
    this.options = options;
    this.random = random;
    this.progress = progress;
    this.stop = stop;
    this.objects = new RandomObjects(allocator, random, options.log2MaxSize());
  }

  @Override
  public StressResult call() {
    boolean finished = false;
    try {
      run = options.minAllocations();
      for (long step = 0; step < options.steps() && !stop.get(); step++) {
        step();
      }
      objects.destroyAll();
      watch.requireValid();
      finished = true;
      return result;
    } finally {
      if (!finished) {
        stop.set(true);
      }
    }
  }

  private void step() {
    if (run == 0) {
      run = randomRun();
    }
    if (run > 0) {
      objects.create();
      run--;
      result = result.withAllocation(objects.count(), objects.bytes());
    } else {
      objects.destroyAny();
      run++;
      result = result.withDeallocation();
    }
    watch.requireValid();
    progress.advance(1, watch::describe);
  }

  /** At most what doubles the objects, at least what frees them all; not 0. */
  private long randomRun() {
    long most = Math.max(1, Math.max(objects.count(), options.minAllocations()));
    long least = -objects.count();
    long length = random.nextLong(least, most);
    return length < 0 ? length : length + 1; // 0 .. most-1 stand for 1 .. most
  }
}
