package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.os.HeapGrower;
import io.github.basicallocator.os.ToyHeap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Growers that do not do as {@link HeapGrower} says are named before they can do harm. */
class BrokenGrowerTest {
  private static final long MAX = Long.MAX_VALUE & -64;

  private final ToyHeap heap = new ToyHeap();
  private final Liar liar = new Liar(heap);
  private final RawAlloc raw = new RawAlloc(liar);

  @AfterEach
  void close() {
    heap.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "address 0", "below 0", "empty", "unaligned", "half pages", "end"})
  void whatIsNoMemoryOfWholePagesIsNotTouched(String how) {
    liar.lie =
        truth ->
            switch (how) {
              case "null" -> null;
              case "address 0" -> new HeapGrower.Growth(0, truth.size());
              case "below 0" -> new HeapGrower.Growth(-64, 64);
              case "empty" -> new HeapGrower.Growth(truth.address(), 0);
              case "unaligned" -> new HeapGrower.Growth(truth.address() + 16, truth.size());
              case "half pages" -> new HeapGrower.Growth(truth.address(), truth.size() + 32);
              default -> new HeapGrower.Growth(MAX, 64); // ends beyond the last address
            };
    assertNamed(64);
    assertEquals(0, liar.released);
  }

  @Test
  void memoryThatIsHeldAlreadyIsNotTakenAgain() {
    long first = raw.allocate(64, 16);
    raw.allocate(64, 16);
    liar.lie = truth -> new HeapGrower.Growth(first, 64);
    assertNamed(64);
    liar.lie = truth -> new HeapGrower.Growth(truth.address() - 128, 192);
    assertNamed(64);
    assertEquals(0, liar.released, "it is in use");
  }

  @Test
  void memoryThatIsTooSmallIsGivenBack() {
    liar.lie = truth -> new HeapGrower.Growth(truth.address(), truth.size() - 64);
    assertNamed(1000);
    assertEquals(960, liar.released);
  }

  @Test
  void aRefusalToTakeItBackIsTold() {
    liar.lie = truth -> new HeapGrower.Growth(truth.address() + (1 << 20), truth.size() - 64);
    assertEquals(1, assertNamed(1000).getSuppressed().length, "that is not in the toy heap");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -64, 8, 24, Long.MIN_VALUE})
  void aPageSizeThatIsNoneIsNoticedBeforeGrowth(long pageSize) {
    liar.pageSize = pageSize;
    assertNamed(64);
    assertEquals(0, heap.used());
  }

  private IllegalStateException assertNamed(long size) {
    long obtained = raw.obtainedBytes();
    var error = assertThrows(IllegalStateException.class, () -> raw.allocate(size, 16));
    assertTrue(error.getMessage().startsWith("a liar broke the contract"), error.getMessage());
    assertEquals(obtained, raw.obtainedBytes());
    raw.check();
    return error;
  }

  private static final class Liar implements HeapGrower {
    private final ToyHeap honest;
    private long pageSize;
    private UnaryOperator<Growth> lie = UnaryOperator.identity();
    private long released;

    Liar(ToyHeap honest) {
      this.honest = honest;
      this.pageSize = honest.pageSize();
    }

    @Override
    public long pageSize() {
      return pageSize;
    }

    @Override
    public Growth grow(long size) {
      return lie.apply(honest.grow(size));
    }

    @Override
    public void release(long address, long size) {
      released += size;
      honest.release(address, size);
    }

    @Override
    public String toString() {
      return "a liar";
    }
  }
}
