package io.github.basicallocator.benchmarks.peers;

import java.util.List;

/** None: {@code java.lang.foreign} came with JDK 22, which loads the class of the same name in java22. */
final class ForeignPeers {
  private ForeignPeers() {}

  static List<Peer> all() {
    return List.of();
  }
}
