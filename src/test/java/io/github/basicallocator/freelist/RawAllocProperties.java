package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.freelist.RawAllocModel.Operation;
import io.github.basicallocator.os.ToyHeap;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** Random sequences of operations against {@link RawAllocModel}; jqwik shrinks those that fail. */
class RawAllocProperties {
  @Property(tries = 500)
  void everySequenceAgreesWithTheModel(@ForAll("sequences") List<Operation> sequence) {
    try (ToyHeap heap = new ToyHeap(64 * 1024, 64)) {
      RawAllocModel model = new RawAllocModel(heap);
      sequence.forEach(model::apply);
      model.freeAll();
    }
  }

  @Test
  void theModelNoticesAnAllocatorThatHandsOutTheSameMemoryTwice() {
    try (ToyHeap heap = new ToyHeap(4096, 64)) {
      RawAllocModel model = new RawAllocModel(heap);
      model.apply(new Operation(Operation.Kind.ALLOCATE, 0, 64, 16));
      model.forget(0); // now it is free for the allocator, and in use for the model
      assertThrows(
          AssertionError.class,
          () -> model.apply(new Operation(Operation.Kind.ALLOCATE, 0, 64, 16)));
      assertTrue(heap.used() > 0);
      assertEquals(64, heap.pageSize());
    }
  }

  @Provide
  Arbitrary<List<Operation>> sequences() {
    Arbitrary<Operation.Kind> kinds = Arbitraries.of(Operation.Kind.class);
    Arbitrary<Integer> choices = Arbitraries.integers().between(0, 1000);
    Arbitrary<Long> sizes =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.longs().between(0, 300)),
            Tuple.of(1, Arbitraries.longs().between(0, 20_000)));
    Arbitrary<Long> alignments = Arbitraries.integers().between(0, 10).map(n -> 1L << n);
    return Combinators.combine(kinds, choices, sizes, alignments)
        .as(Operation::new)
        .list()
        .ofMaxSize(120);
  }
}
