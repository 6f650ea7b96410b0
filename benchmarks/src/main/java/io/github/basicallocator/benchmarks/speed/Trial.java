package io.github.basicallocator.benchmarks.speed;

import io.github.basicallocator.benchmarks.peers.JvmFlags;
import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.workloads.Processors;
import io.github.basicallocator.benchmarks.workloads.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** One allocator at one task, in a JVM of its own. Iterations that were disturbed do not count, unless all were. */
final class Trial {
  static final int HEAP_MEGABYTES = 512;
  private static final TimeValue SHORT = TimeValue.milliseconds(150);

  private final Task task;
  private final Peer peer;
  private final boolean quick;
  private final long knownPace;

  /** Of all iterations. */
  private List<Long> paces = List.of();

  /** Those that were measured, the last ones. */
  private List<IterationResult> iterations = List.of();

  /**
   * @param knownPace the fastest that is known
   */
  Trial(Task task, Peer peer, boolean quick, long knownPace) {
    this.task = task;
    this.peer = peer;
    this.quick = quick;
    this.knownPace = knownPace;
  }

  /**
   * Starts the JVM with one more argument, and waits for its end.
   *
   * @throws IOException if it fails; the message says all that is known
   */
  Trial run(String argument) throws IOException {
    Path log = Files.createTempFile("jmh", ".log");
    Path allPaces = Files.createTempFile("paces", ".txt");
    try {
      RunResult result = new Runner(options(argument, log, allPaces).build()).runSingle();
      iterations =
          result.getBenchmarkResults().stream()
              .flatMap(fork -> fork.getIterationResults().stream())
              .toList();
      paces = Files.readAllLines(allPaces).stream().map(Long::valueOf).toList();
      return this;
    } catch (RunnerException e) {
      throw new IOException(e.getMessage() + System.lineSeparator() + Files.readString(log), e);
    } finally {
      Files.delete(log);
      Files.delete(allPaces);
    }
  }

  private ChainedOptionsBuilder options(String argument, Path log, Path allPaces) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + task.benchmark().getName() + "\\.")
            .param("peer", peer.name())
            .threads(task.threads())
            .forks(1)
            .jvmArgs(
                JvmFlags.with(
                        HEAP_MEGABYTES + "m",
                        argument,
                        "-D%s=%d".formatted(Workload.FASTEST_PACE, knownPace),
                        "-D%s=%s".formatted(Workload.PACES, allPaces))
                    .toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .output(log.toString());
    task.parameters().forEach((name, value) -> options.param(name, value));
    return quick ? options.warmupIterations(3).warmupTime(SHORT).measurementTime(SHORT) : options;
  }

  /** The least pace of an iteration. */
  long leastPace() {
    return paces.stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
  }

  /** What was measured, where {@code fastestPace} is that of a processor that nobody disturbs. */
  Speed speed(long fastestPace) {
    int warmup = paces.size() - iterations.size();
    List<IterationResult> undisturbed =
        IntStream.range(0, iterations.size())
            .filter(i -> !Processors.isDisturbed(paces.get(warmup + i), fastestPace))
            .mapToObj(iterations::get)
            .toList();
    if (2 * undisturbed.size() < iterations.size()) {
      System.err.printf(
          "%s with %s: of %d iterations only %d were undisturbed%n",
          task, peer.name(), iterations.size(), undisturbed.size());
    }
    return new Speed(
        task.workload(),
        task.variant(),
        peer.name(),
        peer.title(),
        peer.kind(),
        List.of(nanos(undisturbed.isEmpty() ? iterations : undisturbed)),
        leastHeapBytes());
  }

  private static double[] nanos(List<IterationResult> iterations) {
    return iterations.stream()
        .mapToDouble(iteration -> rounded(iteration.getPrimaryResult().getScore()))
        .toArray();
  }

  /** To picoseconds: no clock knows more. */
  private static double rounded(double nanos) {
    return Math.round(nanos * 1000) / 1000.0;
  }

  private double leastHeapBytes() {
    return iterations.stream()
        .map(iteration -> iteration.getSecondaryResults().get("gc.alloc.rate.norm"))
        .filter(Objects::nonNull)
        .mapToDouble(Result::getScore)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  Peer peer() {
    return peer;
  }
}
