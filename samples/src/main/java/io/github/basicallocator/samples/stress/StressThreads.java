package io.github.basicallocator.samples.stress;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.samples.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Starts the threads of a stress test, and waits for them. */
final class StressThreads {
  private final Allocator allocator;
  private final StressOptions options;
  private final Progress progress;

  StressThreads(Allocator allocator, StressOptions options, Progress progress) {
    this.allocator = allocator;
    this.options = options;
    this.progress = progress;
  }

  /** Returns what all of them did together; throws what the first one threw, if one did. */
  StressResult run() {
    ExecutorService executor = Executors.newFixedThreadPool(options.threads());
    try {
      StressResult total = StressResult.NOTHING;
      for (StressResult result : results(start(executor))) {
        total = total.plus(result);
      }
      return total;
    } finally {
      executor.shutdown();
    }
  }

  private List<Future<StressResult>> start(ExecutorService executor) {
    AtomicBoolean stop = new AtomicBoolean();
    SplittableRandom random = new SplittableRandom(options.seed());
    List<Future<StressResult>> futures = new ArrayList<>();
    for (int thread = 0; thread < options.threads(); thread++) {
      futures.add(
          executor.submit(new StressRun(allocator, options, random.split(), progress, stop)));
    }
    return futures;
  }

  /** Waits for every thread even if one fails: none may use the allocator when it is closed. */
  private static List<StressResult> results(List<Future<StressResult>> futures) {
    List<StressResult> results = new ArrayList<>();
    Throwable failure = null;
    for (Future<StressResult> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    rethrow(failure);
    return results;
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
