package io.github.basicallocator.ffm;

import io.github.basicallocator.Allocator;
import java.lang.foreign.Arena;
import java.util.function.Function;

/** Every arena there is to test, and the JDK's own, which say what the rules are. */
enum ArenaKind {
  CONFINED(false, false, AllocatorArenas::ofConfined),
  CONFINED_ZEROED(false, true, AllocatorArenas::ofConfinedZeroed),
  SHARED(true, false, AllocatorArenas::ofShared),
  SHARED_ZEROED(true, true, AllocatorArenas::ofSharedZeroed),
  JDK_CONFINED(false, true, allocator -> Arena.ofConfined()),
  JDK_SHARED(true, true, allocator -> Arena.ofShared());

  final boolean shared;
  final boolean zeroed;
  private final Function<Allocator, Arena> factory;

  ArenaKind(boolean shared, boolean zeroed, Function<Allocator, Arena> factory) {
    this.shared = shared;
    this.zeroed = zeroed;
    this.factory = factory;
  }

  Arena open(Allocator allocator) {
    return factory.apply(allocator);
  }
}
