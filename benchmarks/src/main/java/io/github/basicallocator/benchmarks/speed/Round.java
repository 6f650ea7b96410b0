package io.github.basicallocator.benchmarks.speed;

import io.github.basicallocator.benchmarks.peers.JvmFlags;
import io.github.basicallocator.benchmarks.peers.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** One task done once by each allocator, one right after the other, each in a JVM of its own. */
final class Round {
  private static final String HEAP = "1g";
  private static final TimeValue SHORT = TimeValue.milliseconds(150);

  /** LWJGL's rpmalloc now and then crashes where threads end whose blocks others free. */
  private static final int ATTEMPTS = 3;

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
    for (int i = 0; i < ATTEMPTS; i++) {
      Path log = Files.createTempFile("jmh", ".log");
      try {
        return Optional.of(speed(peer, new Runner(options(peer, log).build()).runSingle()));
      } catch (RunnerException e) {
        String failed = "%s with %s: %s".formatted(task, peer.name(), e.getMessage());
        if (peer.kind() == Peer.Kind.OURS) {
          throw new IOException(failed + System.lineSeparator() + Files.readString(log), e);
        }
        System.err.println(failed);
      } finally {
        Files.delete(log);
      }
    }
    return Optional.empty();
  }

  private ChainedOptionsBuilder options(Peer peer, Path log) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + task.benchmark().getName() + "\\.")
            .param("peer", peer.name())
            .threads(task.threads())
            .forks(1)
            .jvmArgs(JvmFlags.with(HEAP).toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .output(log.toString());
    task.parameters().forEach((name, value) -> options.param(name, value));
    return quick ? options.warmupIterations(3).warmupTime(SHORT).measurementTime(SHORT) : options;
  }

  private Speed speed(Peer peer, RunResult result) {
    List<Double> nanos = new ArrayList<>();
    double heapBytes = Double.POSITIVE_INFINITY;
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        nanos.add(iteration.getPrimaryResult().getScore());
        Result<?> allocated = iteration.getSecondaryResults().get("gc.alloc.rate.norm");
        heapBytes = Math.min(heapBytes, allocated == null ? heapBytes : allocated.getScore());
      }
    }
    double[] scores = nanos.stream().mapToDouble(Round::rounded).toArray();
    return new Speed(
        task.workload(),
        task.variant(),
        peer.name(),
        peer.title(),
        peer.kind(),
        List.of(scores),
        heapBytes);
  }

  /** To picoseconds: no clock knows more. */
  private static double rounded(double nanos) {
    return Math.round(nanos * 1000) / 1000.0;
  }
}
