package io.github.basicallocator.benchmarks.speed;

import io.github.basicallocator.benchmarks.peers.JvmFlags;
import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.workloads.Processors;
import io.github.basicallocator.benchmarks.workloads.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

/**
 * One task done once by each allocator, one right after the other, each in a JVM of its own. Where most iterations were
 * disturbed ({@link Processors}), it is tried again; those that were do not count, unless all were.
 */
final class Round {
  private static final String HEAP = "1g";
  private static final TimeValue SHORT = TimeValue.milliseconds(150);

  /**
   * LWJGL's rpmalloc now and then crashes where threads end whose blocks others free; and a neighbour may disturb one.
   */
  private static final int ATTEMPTS = 3;

  /** What one JVM measured, and how many of its iterations were disturbed. */
  private record Attempt(Speed speed, int disturbed, int iterations) {
    boolean isMostlyDisturbed() {
      return 2 * disturbed > iterations;
    }
  }

  /** The least pace of all rounds so far. */
  private static long fastestPace = Long.getLong(Workload.FASTEST_PACE, Long.MAX_VALUE);

  private final Task task;
  private final boolean quick;

  Round(Task task, boolean quick) {
    this.task = task;
    this.quick = quick;
  }

  List<Speed> run(List<Peer> peers) throws IOException {
    List<Speed> speeds = new ArrayList<>();
    for (Peer peer : peers) {
      run(peer).ifPresent(speeds::add);
    }
    return speeds;
  }

  /** What one allocator needs; nothing if it is another's and ends its JVM each time. */
  private Optional<Speed> run(Peer peer) throws IOException {
    Attempt best = null;
    for (int i = 0; i < ATTEMPTS && (best == null || best.isMostlyDisturbed()); i++) {
      Path log = Files.createTempFile("jmh", ".log");
      Path paces = Files.createTempFile("paces", ".txt");
      try {
        RunResult result = new Runner(options(peer, log, paces).build()).runSingle();
        Attempt attempt = attempt(peer, result, paces);
        best = best == null || attempt.disturbed < best.disturbed ? attempt : best;
      } catch (RunnerException e) {
        String failed = "%s with %s: %s".formatted(task, peer.name(), e.getMessage());
        if (peer.kind() == Peer.Kind.OURS) {
          throw new IOException(failed + System.lineSeparator() + Files.readString(log), e);
        }
        System.err.println(failed);
      } finally {
        Files.delete(log);
        Files.delete(paces);
      }
    }
    if (best != null && best.isMostlyDisturbed()) {
      System.err.printf(
          "%s with %s: of %d iterations %d were disturbed%n",
          task, peer.name(), best.iterations, best.disturbed);
    }
    return Optional.ofNullable(best).map(Attempt::speed);
  }

  private ChainedOptionsBuilder options(Peer peer, Path log, Path paces) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + task.benchmark().getName() + "\\.")
            .param("peer", peer.name())
            .threads(task.threads())
            .forks(1)
            .jvmArgs(
                JvmFlags.with(
                        HEAP,
                        "-D%s=%d".formatted(Workload.FASTEST_PACE, fastestPace),
                        "-D%s=%s".formatted(Workload.PACES, paces))
                    .toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .output(log.toString());
    task.parameters().forEach((name, value) -> options.param(name, value));
    return quick ? options.warmupIterations(3).warmupTime(SHORT).measurementTime(SHORT) : options;
  }

  private Attempt attempt(Peer peer, RunResult result, Path paces) throws IOException {
    List<IterationResult> iterations =
        result.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .toList();
    List<Long> all = Files.readAllLines(paces).stream().map(Long::valueOf).toList();
    fastestPace = Math.min(fastestPace, Collections.min(all));
    List<Long> measured = all.subList(all.size() - iterations.size(), all.size()); // no warm-up
    List<IterationResult> undisturbed =
        IntStream.range(0, iterations.size())
            .filter(i -> !Processors.isDisturbed(measured.get(i), fastestPace))
            .mapToObj(iterations::get)
            .toList();
    return new Attempt(
        speed(peer, undisturbed.isEmpty() ? iterations : undisturbed, leastHeapBytes(iterations)),
        iterations.size() - undisturbed.size(),
        iterations.size());
  }

  private static double leastHeapBytes(List<IterationResult> iterations) {
    return iterations.stream()
        .map(iteration -> iteration.getSecondaryResults().get("gc.alloc.rate.norm"))
        .filter(Objects::nonNull)
        .mapToDouble(Result::getScore)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private Speed speed(Peer peer, List<IterationResult> iterations, double heapBytes) {
    double[] nanos =
        iterations.stream()
            .mapToDouble(iteration -> rounded(iteration.getPrimaryResult().getScore()))
            .toArray();
    return new Speed(
        task.workload(),
        task.variant(),
        peer.name(),
        peer.title(),
        peer.kind(),
        List.of(nanos),
        heapBytes);
  }

  /** To picoseconds: no clock knows more. */
  private static double rounded(double nanos) {
    return Math.round(nanos * 1000) / 1000.0;
  }
}
