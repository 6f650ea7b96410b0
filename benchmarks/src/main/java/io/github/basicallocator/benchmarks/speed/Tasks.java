package io.github.basicallocator.benchmarks.speed;

import static io.github.basicallocator.benchmarks.peers.Peer.Kind.ADDRESSES;
import static io.github.basicallocator.benchmarks.peers.Peer.Kind.NOTHING;
import static io.github.basicallocator.benchmarks.peers.Peer.Kind.OBJECTS;
import static io.github.basicallocator.benchmarks.peers.Peer.Kind.OURS;
import static io.github.basicallocator.benchmarks.peers.Peer.Limit.CACHE_LINES;
import static io.github.basicallocator.benchmarks.peers.Peer.Limit.CONFINED;
import static io.github.basicallocator.benchmarks.peers.Peer.Limit.LINEAR;
import static io.github.basicallocator.benchmarks.peers.Peer.Limit.PLATFORM_THREADS;

import io.github.basicallocator.benchmarks.peers.Peer.Kind;
import io.github.basicallocator.benchmarks.peers.Peer.Limit;
import io.github.basicallocator.benchmarks.workloads.AllocateFreeBenchmark;
import io.github.basicallocator.benchmarks.workloads.ChurnBenchmark;
import io.github.basicallocator.benchmarks.workloads.HandOverBenchmark;
import io.github.basicallocator.benchmarks.workloads.LarsonBenchmark;
import io.github.basicallocator.benchmarks.workloads.MstressBenchmark;
import io.github.basicallocator.benchmarks.workloads.ReplayBenchmark;
import io.github.basicallocator.benchmarks.workloads.RptestBenchmark;
import io.github.basicallocator.benchmarks.workloads.VirtualThreadsBenchmark;
import io.github.basicallocator.benchmarks.workloads.XmallocBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything whose speed is measured. */
final class Tasks {
  private static final int FIRST_WITH_VIRTUAL_THREADS = 21;
  private static final Set<Kind> ALLOCATORS = Set.of(OURS, ADDRESSES, OBJECTS);
  private static final Set<Kind> AND_NOTHING = Set.of(OURS, ADDRESSES, OBJECTS, NOTHING);
  private static final Set<Kind> OF_ADDRESSES = Set.of(OURS, ADDRESSES);
  private static final Set<Limit> ONE_THREAD = Set.of(LINEAR);

  /** One thread, which writes at both ends of a block. */
  private static final Set<Limit> WHOLE_BLOCKS = Set.of(LINEAR, CACHE_LINES);

  private static final Set<Limit> THREADS = Set.of(LINEAR, CONFINED);
  private static final Set<Limit> VIRTUAL_THREADS = Set.of(LINEAR, CONFINED, PLATFORM_THREADS);

  private static final int MEGABYTES = 256;

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
              ALLOCATORS,
              Set.of(),
              MEGABYTES));
    }
    tasks.add(churn("churn-small", "", 1, 1024, 16, 4096, AND_NOTHING, ONE_THREAD));
    tasks.add(churn("churn-two-threads", "", 2, 1024, 16, 4096, AND_NOTHING, THREADS));
    tasks.add(churn("churn-large", "", 1, 256, 4096, 1 << 20, AND_NOTHING, ONE_THREAD));
    tasks.add(threads("hand-over", "", HandOverBenchmark.class, Map.of()));
    tasks.add(threads("larson", "", LarsonBenchmark.class, Map.of()));
    tasks.add(threads("xmalloc", "64 B", XmallocBenchmark.class, Map.of("size", "64")));
    tasks.add(threads("xmalloc", "mixed", XmallocBenchmark.class, Map.of("size", "mixed")));
    tasks.add(threads("mstress", "", MstressBenchmark.class, Map.of()));
    tasks.add(threads("rptest", "", RptestBenchmark.class, Map.of()));
    if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
      tasks.add(
          new Task(
              "virtual-threads",
              "",
              VirtualThreadsBenchmark.class,
              1,
              Map.of(),
              AND_NOTHING,
              VIRTUAL_THREADS,
              MEGABYTES));
    }
    for (String program :
        List.of("gcc", "jq", "python", "espresso", "cfrac", "arrow-vector-tests")) {
      tasks.add(
          new Task(
              "replay",
              program,
              ReplayBenchmark.class,
              1,
              Map.of("program", program),
              AND_NOTHING,
              WHOLE_BLOCKS,
              MEGABYTES));
    }
    for (int live : List.of(1_000, 100_000, 10_000_000)) {
      String variant = Integer.toString(live);
      tasks.add(churn("churn-growing", variant, 1, live, 16, 256, OF_ADDRESSES, ONE_THREAD));
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
      Set<Kind> kinds,
      Set<Limit> impossibleWith) {
    Map<String, String> parameters =
        Map.of("slots", "" + slots, "least", "" + least, "most", "" + most);
    int megabytes = MEGABYTES + (int) ((long) slots * most >>> 20);
    return new Task(
        workload,
        variant,
        ChurnBenchmark.class,
        threads,
        parameters,
        kinds,
        impossibleWith,
        megabytes);
  }

  private static Task threads(
      String workload, String variant, Class<?> benchmark, Map<String, String> parameters) {
    return new Task(workload, variant, benchmark, 1, parameters, AND_NOTHING, THREADS, MEGABYTES);
  }
}
