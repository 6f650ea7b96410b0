package io.github.basicallocator.ffm.benchmarks;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.MagazineAllocator;
import io.github.basicallocator.UnixAllocator;

/** The allocators under the arenas, by the names that the benchmarks' parameter has for them. */
final class Allocators {
  static final String MAGAZINE = "magazine";

  private Allocators() {}

  static Allocator create(String name) {
    return switch (name) {
      case MAGAZINE -> new MagazineAllocator();
      case "unix" -> new UnixAllocator();
      case "global" -> Allocator.global();
      default -> throw new IllegalArgumentException("magazine, unix or global, not " + name);
    };
  }
}
