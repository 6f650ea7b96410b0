package io.github.basicallocator.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Random requests, in every kind of arena; jqwik shrinks those that fail. */
class ArenaProperties {
  record Request(long size, long alignment) {}

  @Property(tries = 300)
  void whateverIsAskedForIsServedApartAndGivenBack(
      @ForAll ArenaKind kind, @ForAll("requests") List<Request> requests) {
    try (RecordingAllocator allocator = new RecordingAllocator()) {
      try (Arena arena = kind.open(allocator)) {
        assertApart(served(arena, requests));
      }
      allocator.assertAllGivenBack();
    }
  }

  private static List<MemorySegment> served(Arena arena, List<Request> requests) {
    List<MemorySegment> segments = new ArrayList<>();
    for (Request request : requests) {
      MemorySegment segment = arena.allocate(request.size, request.alignment);
      assertEquals(request.size, segment.byteSize());
      assertEquals(0, segment.address() % request.alignment);
      segments.add(segment.fill((byte) segments.size()));
    }
    for (int i = 0; i < segments.size(); i++) {
      for (byte b : segments.get(i).toArray(ValueLayout.JAVA_BYTE)) {
        assertEquals((byte) i, b);
      }
    }
    return segments;
  }

  private static void assertApart(List<MemorySegment> segments) {
    segments.sort(Comparator.comparingLong(MemorySegment::address));
    for (int i = 1; i < segments.size(); i++) {
      MemorySegment before = segments.get(i - 1);
      assertTrue(before.address() + before.byteSize() <= segments.get(i).address());
    }
  }

  @Provide
  Arbitrary<List<Request>> requests() {
    Arbitrary<Long> sizes =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.longs().between(0, 300)),
            Tuple.of(2, Arbitraries.longs().between(0, 20_000)),
            Tuple.of(1, Arbitraries.longs().between(0, 1_500_000)));
    Arbitrary<Long> alignments = Arbitraries.integers().between(0, 16).map(n -> 1L << n);
    return Combinators.combine(sizes, alignments).as(Request::new).list().ofMaxSize(100);
  }
}
