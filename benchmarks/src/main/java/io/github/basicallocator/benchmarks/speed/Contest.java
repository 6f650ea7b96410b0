package io.github.basicallocator.benchmarks.speed;

import io.github.basicallocator.benchmarks.peers.Peer.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** The fastest of those that are allocators, and not ours. */
  Optional<Speed> fastestPeer() {
    return speeds.stream()
        .filter(speed -> speed.kind() == Kind.ADDRESSES || speed.kind() == Kind.OBJECTS)
        .min(Comparator.comparingDouble(speed -> speed.nanos().median()));
  }

  String title() {
    return workload + (variant.isEmpty() ? "" : ", " + variant);
  }
}
