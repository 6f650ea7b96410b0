package io.github.basicallocator.benchmarks.speed;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.peers.Peers;
import io.github.basicallocator.benchmarks.report.Run;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the speed of all allocators side by side. */
@Command(
    name = "speed",
    description =
        "Measures how fast allocators are: each task by all of them, which take turns, in so many rounds.",
    mixinStandardHelpOptions = true)
public final class SpeedCommand implements Callable<Integer> {
  @Option(
      names = "--workloads",
      split = ",",
      description = "only these: a variant as it is printed, or how the name of a workload starts")
  private List<String> workloads = List.of("");

  @Option(names = "--peers", split = ",", description = "only these (default: all there are)")
  private String[] peers = {};

  @Option(names = "--rounds", description = "how often to repeat (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--quick", description = "shorter iterations, to look at")
  private boolean quick;

  @Option(names = "--output", description = "the file to write, JSON")
  private Path output;

  @Override
  public Integer call() throws IOException {
    // JMH's own file: it must not lock it itself, as several of its runners work at once.
    Path lock = Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock");
    System.setProperty("jmh.ignoreLock", "true");
    try (FileChannel channel = FileChannel.open(lock, CREATE, WRITE)) {
      if (channel.tryLock() == null) {
        throw new IOException(
            "something else is being measured; wait until it is done: " + lock + " is locked");
      }
      measureAll();
    }
    return 0;
  }

  private void measureAll() throws IOException {
    List<Peer> available = Peers.available(peer -> true, peers);
    List<Speed> all = new ArrayList<>();
    for (Task task : wanted()) {
      List<Speed> speeds = measure(task, available);
      print(task, speeds);
      all.addAll(speeds);
      // After each task: who stops in the middle keeps what there is.
      Run.here(quick, all).writeTo(output);
    }
  }

  private List<Task> wanted() {
    List<Task> tasks = Tasks.all();
    for (String name : workloads) {
      if (tasks.stream().noneMatch(task -> isCalled(task, name))) {
        throw new IllegalArgumentException(
            "no workload is called %s; there are %s".formatted(name, tasks));
      }
    }
    return tasks.stream()
        .filter(task -> workloads.stream().anyMatch(name -> isCalled(task, name)))
        .toList();
  }

  private static boolean isCalled(Task task, String name) {
    return task.toString().equals(name) || task.workload().startsWith(name);
  }

  private List<Speed> measure(Task task, List<Peer> available) throws IOException {
    List<Peer> able = available.stream().filter(task::canBeDoneBy).toList();
    Map<String, Speed> speeds = new LinkedHashMap<>();
    for (int i = 0; i < rounds; i++) {
      for (Speed speed : new Round(task, quick).run(able)) {
        speeds.merge(speed.peer(), speed, Speed::and);
      }
    }
    return List.copyOf(speeds.values());
  }

  private static void print(Task task, List<Speed> speeds) {
    System.out.printf("%n%s%n", task);
    for (Speed speed : speeds) {
      System.out.printf(
          "  %-28s %s ns, %.1f B%n", speed.title(), speed.nanos(), Math.abs(speed.heapBytes()));
    }
  }
}
