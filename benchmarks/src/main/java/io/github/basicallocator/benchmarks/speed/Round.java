package io.github.basicallocator.benchmarks.speed;

import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.workloads.Workload;
import io.github.basicallocator.os.MachineMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * One task done once by each allocator, in {@link Turns}: by all at the same time, or by as many as the memory of the machine is
 * enough for.
 */
final class Round {
  /** LWJGL's rpmalloc now and then crashes where threads end whose blocks others free. */
  private static final int ATTEMPTS = 3;

  /** The least pace of all rounds so far. */
  private static long fastestPace = Long.getLong(Workload.FASTEST_PACE, Long.MAX_VALUE);

  private final Task task;
  private final boolean quick;

  Round(Task task, boolean quick) {
    this.task = task;
    this.quick = quick;
  }

  /** What each allocator needs; nothing of those of others that end their JVM each time. */
  List<Speed> run(List<Peer> peers) throws IOException {
    Map<Peer, Speed> speeds = new HashMap<>();
    List<Peer> left = peers;
    for (int i = 0; i < ATTEMPTS && !left.isEmpty(); i++) {
      for (int from = 0; from < left.size(); from += atOnce()) {
        runTogether(left.subList(from, Math.min(from + atOnce(), left.size())), speeds);
      }
      left = left.stream().filter(peer -> !speeds.containsKey(peer)).toList();
    }
    return peers.stream().filter(speeds::containsKey).map(speeds::get).toList();
  }

  /** How many JVMs there is memory for, with some left. */
  private int atOnce() {
    long megabytes = MachineMemory.bytes() >>> 20;
    return (int) Math.max(megabytes * 3 / 4 / (Trial.HEAP_MEGABYTES + task.megabytes()), 1);
  }

  private void runTogether(List<Peer> peers, Map<Peer, Speed> speeds) throws IOException {
    List<Turns.Job<Trial>> jobs = new ArrayList<>();
    for (Peer peer : peers) {
      jobs.add(new Trial(task, peer, quick, fastestPace)::run);
    }
    List<Future<Trial>> ends = Turns.run(jobs);
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < peers.size(); i++) {
      addIfDone(ends.get(i), peers.get(i), trials);
    }
    for (Trial trial : trials) {
      fastestPace = Math.min(fastestPace, trial.leastPace());
    }
    trials.forEach(trial -> speeds.put(trial.peer(), trial.speed(fastestPace)));
  }

  private void addIfDone(Future<Trial> end, Peer peer, List<Trial> trials) throws IOException {
    try {
      trials.add(end.get());
    } catch (ExecutionException e) {
      if (peer.kind() == Peer.Kind.OURS) {
        throw new IOException("%s with %s".formatted(task, peer.name()), e.getCause());
      }
      String reason = String.valueOf(e.getCause().getMessage()).lines().findFirst().orElse("");
      System.err.printf("%s with %s: %s%n", task, peer.name(), reason);
    } catch (InterruptedException e) {
      throw Turns.interrupted(e);
    }
  }
}
