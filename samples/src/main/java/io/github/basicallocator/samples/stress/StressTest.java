package io.github.basicallocator.samples.stress;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.samples.Progress;
import io.github.basicallocator.samples.SampleException;
import io.github.basicallocator.samples.allocators.AllocatorChoice;
import io.github.basicallocator.samples.allocators.Figures;
import java.io.PrintWriter;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Allocates and frees at random, and checks the heap as it goes. */
@Command(
    name = "stress_test",
    header = "Allocates and frees at random, and checks the heap as it goes.",
    description = {
      "",
      "Runs of allocations and runs of deallocations, of random length, take turns. Sizes are from 1"
          + " to 2^LOG2_MAX_SIZE - 1, every power of two being equally likely. Objects are filled"
          + " with a pattern (of those above 64 KiB, the ends) that is verified before they are"
          + " freed. In the end everything is freed and checked.",
      "",
      "The free list of UnixAllocator is walked after every step. MagazineAllocator checks itself after"
          + " every 64th, but with several threads only in the end. Of Unsafe.allocateMemory nothing"
          + " can be checked but the objects.",
      "",
    },
    footer = {
      "",
      "A step costs the more the longer the free list is, or the larger the heap.",
      "",
      "Examples:",
      "  java -jar basic-allocator-samples.jar stress_test",
      "  java -jar basic-allocator-samples.jar stress_test 10000 100 16 --threads 4",
      "  java -jar basic-allocator-samples.jar stress_test --allocator magazine --seed 42",
    })
public final class StressTest implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "STEPS",
      defaultValue = "65536",
      description =
          "Allocations and deallocations of each thread; at least MIN_ALLOCATIONS. Default:"
              + " ${DEFAULT-VALUE}.")
  private long steps;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "MIN_ALLOCATIONS",
      defaultValue = "1024",
      description = "Allocations before the first deallocation. Default: ${DEFAULT-VALUE}.")
  private long minAllocations;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "LOG2_MAX_SIZE",
      defaultValue = "20",
      description = "Sizes are below 2 to the power of this, 1 to 40. Default: ${DEFAULT-VALUE}.")
  private int log2MaxSize;

  @Option(
      names = "--allocator",
      paramLabel = "NAME",
      defaultValue = "unix",
      description = "What is tested: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private AllocatorChoice choice;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that share the allocator, each with its own objects. Default: 1.")
  private int threads;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Repeats the run that printed this seed (with one thread, step by step).")
  private Long seed;

  @Override
  public Integer call() {
    StressOptions options = options();
    PrintWriter out = spec.commandLine().getOut();
    announce(options, out);
    try (Allocator allocator = choice.create()) {
      long start = System.nanoTime();
      StressResult result = run(allocator, options, out);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      allocator.check();
      report(result, millis, allocator, out);
    }
    return 0;
  }

  private StressOptions options() {
    long chosen = seed != null ? seed : new SplittableRandom().nextLong();
    try {
      return new StressOptions(steps, minAllocations, log2MaxSize, threads, chosen);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private void announce(StressOptions options, PrintWriter out) {
    out.printf("%-16s %s%n", "allocator", choice.title());
    out.printf("%-16s %,d%n", "steps", options.steps());
    out.printf("%-16s %,d before any deallocation%n", "allocations", options.minAllocations());
    out.printf("%-16s 1 to %,d bytes%n", "sizes", (1L << options.log2MaxSize()) - 1);
    out.printf("%-16s %d%n", "threads", options.threads());
    out.printf("%-16s %d%n%n", "seed", options.seed());
  }

  private static StressResult run(Allocator allocator, StressOptions options, PrintWriter out) {
    long steps = options.steps() * options.threads();
    try (Progress progress = Progress.create("stress_test", steps, out)) {
      return new StressThreads(allocator, options, progress).run();
    } catch (IllegalStateException e) {
      throw new SampleException(
          "%s (repeat with --seed %d)".formatted(e.getMessage(), options.seed()), e);
    }
  }

  private void report(StressResult result, long millis, Allocator allocator, PrintWriter out) {
    out.printf(
        "%nFinished after %,d.%03d s. Everything is freed, and every check passed.%n",
        millis / 1000, millis % 1000);
    out.printf("%-16s %,d%n", "allocations", result.allocations());
    out.printf("%-16s %,d, then the rest%n", "deallocations", result.deallocations());
    out.printf(
        "%-16s %,d objects, %,d bytes%s%n",
        "peak",
        result.peakObjects(),
        result.peakBytes(),
        threads > 1 ? " (those of the threads added up)" : "");
    Figures.print(allocator, "", out);
  }
}
