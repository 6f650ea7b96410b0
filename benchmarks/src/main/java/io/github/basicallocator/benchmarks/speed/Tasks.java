package io.github.basicallocator.benchmarks.speed;

import static io.github.basicallocator.benchmarks.peers.Peer.Kind.ADDRESSES;
import static io.github.basicallocator.benchmarks.peers.Peer.Kind.OBJECTS;
import static io.github.basicallocator.benchmarks.peers.Peer.Kind.OURS;
import static io.github.basicallocator.benchmarks.peers.Peer.Limit.CONFINED;
import static io.github.basicallocator.benchmarks.peers.Peer.Limit.LINEAR;

import io.github.basicallocator.benchmarks.peers.Peer.Kind;
import io.github.basicallocator.benchmarks.workloads.AllocateFreeBenchmark;
import io.github.basicallocator.benchmarks.workloads.ChurnBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything whose speed is measured. */
final class Tasks {
  private static final Set<Kind> ALL = Set.of(OURS, ADDRESSES, OBJECTS);
  private static final String HEAP = "1g";

  private Tasks() {}

  static List<Task> all() {
    List<Task> tasks = new ArrayList<>();
    for (String size : List.of("16", "64", "256", "1024", "16384", "262144")) {
      tasks.add(
          new Task(
              "allocate-free",
              size + " B",
              AllocateFreeBenchmark.class,
              1,
              Map.of("size", size),
              HEAP,
              ALL,
              Set.of()));
    }
    tasks.add(churn("churn-small", "", 1, 1024, 16, 4096, ALL));
    tasks.add(churn("churn-two-threads", "", 2, 1024, 16, 4096, ALL));
    tasks.add(churn("churn-large", "", 1, 256, 4096, 1 << 20, ALL));
    for (int live : List.of(1_000, 100_000, 10_000_000)) {
      String variant = "%,d live".formatted(live);
      tasks.add(churn("churn-growing", variant, 1, live, 16, 256, Set.of(OURS, ADDRESSES)));
    }
    return tasks;
  }

  private static Task churn(
      String workload,
      String variant,
      int threads,
      int slots,
      int least,
      int most,
      Set<Kind> kinds) {
    return new Task(
        workload,
        variant,
        ChurnBenchmark.class,
        threads,
        Map.of("slots", "" + slots, "least", "" + least, "most", "" + most),
        HEAP,
        kinds,
        threads > 1 ? Set.of(LINEAR, CONFINED) : Set.of(LINEAR));
  }
}
