package io.github.basicallocator.benchmarks.speed;

import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.peers.Peer.Kind;
import io.github.basicallocator.benchmarks.peers.Peer.Limit;
import java.util.Map;
import java.util.Set;

/**
 * A workload with its parameters, to be done by all allocators that can.
 *
 * @param workload of which this is one variant
 * @param variant what sets it apart, for reports
 * @param benchmark the class that does it
 * @param threads of JMH, that do it at the same time
 * @param parameters of the class
 * @param kinds of allocators that are compared
 * @param impossibleWith limits of allocators that cannot do it
 * @param megabytes that an allocator needs for it, about
 */
record Task(
    String workload,
    String variant,
    Class<?> benchmark,
    int threads,
    Map<String, String> parameters,
    Set<Kind> kinds,
    Set<Limit> impossibleWith,
    int megabytes) {

  boolean canBeDoneBy(Peer peer) {
    return kinds.contains(peer.kind())
        && peer.limits().stream().noneMatch(impossibleWith::contains);
  }

  @Override
  public String toString() {
    return workload + (variant.isEmpty() ? "" : " " + variant);
  }
}
