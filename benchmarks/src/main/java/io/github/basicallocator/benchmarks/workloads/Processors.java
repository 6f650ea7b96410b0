package io.github.basicallocator.benchmarks.workloads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Keeps other machines' work out of measurements. The processor of a virtual machine is often one of two
 * hardware threads of a core; while a neighbour computes on the other one, this one has about two thirds of
 * its speed, for seconds or minutes, and the next processor may be left alone. Where the scheduler puts a
 * thread would then decide which allocator is fast. So before each iteration a short computation tells the <em>pace</em> of
 * each processor, the time that it takes there: one thread is moved to the fastest, and several wait a while for all to be
 * fast. After the iteration it is looked at again, and whoever reads the results is told.
 *
 * <p>Threads of the workload that wait for work by looking for it disturb as neighbours do, where two processors are of one core: there
 * no iteration of such a workload seems undisturbed.
 */
public final class Processors {
  /** To look at more would take longer than it is worth. */
  private static final int MOST_USED = 8;

  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(500);
  private static final double UNDISTURBED = 1.15;
  private static final int PAUSE_MILLIS = 50;
  private static final int TRIALS = 4;
  private static final int STEPS = 60_000;

  private final List<Integer> allowed = allowed();
  private List<Integer> used = allowed;
  private long fastest;

  /** Where the computation leaves its result, so that it is not optimised away. */
  private long sink;

  /** How long the computation takes on a processor. */
  private record Pace(int processor, long nanos) {}

  /**
   * @param fastest the pace of a processor that nobody disturbs, as far as is known
   */
  Processors(long fastest) {
    this.fastest = fastest;
  }

  /** Lets this thread run on the fastest processor only, and so all threads that it starts. Returns its pace. */
  long moveToFastest() throws IOException, InterruptedException {
    Pace pace = waitFor(0);
    use(List.of(pace.processor));
    return pace.nanos;
  }

  /** Waits until all processors are fast, but not for long. Returns the pace of the slowest. */
  long waitForAll() throws IOException, InterruptedException {
    Pace pace = waitFor(allowed.size() - 1);
    use(allowed);
    return pace.nanos;
  }

  /** The pace of the slowest processor that one of the above has left to this thread. */
  long pace() throws IOException, InterruptedException {
    List<Pace> paces = paces(used);
    bind(used); // asking has left this thread on the last of them
    return paces.get(paces.size() - 1).nanos;
  }

  /** Waits until so many processors and one are fast, but not for long, and returns the last of these. */
  private Pace waitFor(int others) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    Pace pace = paces(allowed).get(others);
    while (isDisturbed(pace.nanos, fastest) && System.nanoTime() < end) {
      Thread.sleep(PAUSE_MILLIS);
      pace = paces(allowed).get(others);
    }
    return pace;
  }

  /** Whether somebody else has a part of what is the fastest there is. */
  public static boolean isDisturbed(double pace, double fastest) {
    return pace > fastest * UNDISTURBED;
  }

  /** Of some processors, the fastest first. */
  private List<Pace> paces(List<Integer> processors) throws IOException, InterruptedException {
    List<Pace> paces = new ArrayList<>();
    for (int processor : processors) {
      bind(List.of(processor));
      paces.add(new Pace(processor, time()));
    }
    paces.sort(Comparator.comparingLong(Pace::nanos));
    fastest = Math.min(fastest, paces.get(0).nanos);
    return paces;
  }

  private long time() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIALS; i++) {
      long start = System.nanoTime();
      sink += compute(start);
      least = Math.min(least, System.nanoTime() - start);
    }
    return least;
  }

  /**
   * Six chains of xorshift (Marsaglia 2003) at a time: what depends on how many instructions a core does at once
   * suffers most from a neighbour. A single chain would notice nothing.
   */
  private static long compute(long seed) {
    long a = seed;
    long b = seed + 1;
    long c = seed + 2;
    long d = seed + 3;
    long e = seed + 4;
    long f = seed + 5;
    for (int i = 0; i < STEPS; i++) {
      a = next(a);
      b = next(b);
      c = next(c);
      d = next(d);
      e = next(e);
      f = next(f);
    }
    return a + b + c + d + e + f;
  }

  private static long next(long state) {
    long x = state ^ (state << 13);
    x ^= x >>> 7;
    return x ^ (x << 17);
  }

  private void use(List<Integer> processors) throws IOException, InterruptedException {
    bind(processors);
    used = processors;
  }

  private static void bind(List<Integer> processors) throws IOException, InterruptedException {
    String list = processors.stream().map(String::valueOf).collect(Collectors.joining(","));
    // What the calling thread is called by the kernel.
    String thread = Path.of("/proc/thread-self").toRealPath().getFileName().toString();
    Process process =
        new ProcessBuilder("taskset", "-cp", list, thread)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("taskset cannot bind thread " + thread + " to " + list);
    }
  }

  /** The processors that this process may use, or the first of many: in {@code status} they are written as 0-3,8. */
  private static List<Integer> allowed() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String list =
          lines.filter(line -> line.startsWith("Cpus_allowed_list:")).findFirst().orElseThrow();
      return Stream.of(list.substring(list.indexOf(':') + 1).strip().split(","))
          .map(range -> range.split("-"))
          .flatMapToInt(
              ends ->
                  IntStream.rangeClosed(
                      Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])))
          .limit(MOST_USED)
          .boxed()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
