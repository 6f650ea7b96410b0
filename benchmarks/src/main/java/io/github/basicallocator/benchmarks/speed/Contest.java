package io.github.basicallocator.benchmarks.speed;

import io.github.basicallocator.benchmarks.peers.Peer.Kind;
import io.github.basicallocator.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All that did the same task. */
record Contest(String workload, String variant, List<Speed> speeds) {
  /** In the order in which they were measured. */
  static List<Contest> of(List<Speed> all) {
    Map<String, List<Speed>> tasks = new LinkedHashMap<>();
    for (Speed speed : all) {
      tasks
          .computeIfAbsent(speed.workload() + " " + speed.variant(), key -> new ArrayList<>())
          .add(speed);
    }
    return tasks.values().stream()
        .map(speeds -> new Contest(speeds.get(0).workload(), speeds.get(0).variant(), speeds))
        .toList();
  }

  List<Speed> ours() {
    return speeds.stream().filter(speed -> speed.kind() == Kind.OURS).toList();
  }

  /** The fastest of the peers in all rounds together. */
  Optional<Speed> fastestPeer() {
    return peers().min(Comparator.comparingDouble(speed -> speed.nanos().median()));
  }

  /**
   * The ratios of one's time to that of whichever peer was the fastest in the same round; of no round if there is no peer.
   * Who crashed in a round has one round less, and the later ones count as earlier.
   */
  Optional<Spread> ratio(Speed speed) {
    double[] medians = speed.medians();
    double[] ratios =
        IntStream.range(0, medians.length)
            .mapToDouble(round -> medians[round] / fastestIn(round))
            .filter(Double::isFinite)
            .toArray();
    return ratios.length == 0 ? Optional.empty() : Optional.of(Spread.of(ratios));
  }

  /** NaN if no peer was in it. */
  private double fastestIn(int round) {
    return peers()
        .filter(peer -> round < peer.rounds().size())
        .mapToDouble(peer -> peer.medians()[round])
        .min()
        .orElse(Double.NaN);
  }

  /** Those that are allocators, and not ours. */
  private Stream<Speed> peers() {
    return speeds.stream()
        .filter(speed -> speed.kind() == Kind.ADDRESSES || speed.kind() == Kind.OBJECTS);
  }

  String title() {
    return workload + (variant.isEmpty() ? "" : ", " + variant);
  }
}
