package io.github.basicallocator.benchmarks.speed;

import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How fast one allocator did one task.
 *
 * @param rounds the nanoseconds of an operation pair, for each round those of its iterations
 * @param heapBytes of the Java heap, for an operation; of the iteration that needed least
 */
public record Speed(
    String workload,
    String variant,
    String peer,
    String title,
    Peer.Kind kind,
    List<double[]> rounds,
    double heapBytes) {

  /** The medians of the rounds. */
  public double[] medians() {
    return rounds.stream().mapToDouble(round -> Spread.of(round).median()).toArray();
  }

  /** Over all iterations of all rounds. */
  public Spread nanos() {
    return Spread.of(rounds.stream().flatMapToDouble(Arrays::stream).toArray());
  }

  /** The same with another round. */
  Speed and(Speed round) {
    List<double[]> all = new ArrayList<>(rounds);
    all.addAll(round.rounds);
    return new Speed(
        workload, variant, peer, title, kind, all, Math.min(heapBytes, round.heapBytes));
  }
}
