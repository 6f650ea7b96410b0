package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.os.HeapGrower;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.ToyHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each growth of a run is refused once: the heap must be as it was, and the run must go on. */
class RefusedGrowthTest {
  private static final int ENOMEM = 12;

  @Test
  void anyGrowthOfARunCanBeRefused() {
    int growths = run(-1);
    assertTrue(growths > 20, "the run grows often enough to mean something: " + growths);
    for (int refused = 0; refused < growths; refused++) {
      run(refused);
    }
  }

  @Test
  void theErrorNamesTheBytesAskedForAndTheReason() {
    try (ToyHeap heap = new ToyHeap(128, 64)) {
      RawAlloc raw = new RawAlloc(heap);
      var error = assertThrows(OutOfMemoryError.class, () -> raw.allocate(1000, 32));
      assertEquals(
          "cannot allocate 1000 bytes aligned to 32: a toy heap with 128 of 128 bytes left, asked"
              + " for 1008: ENOMEM",
          error.getMessage());
      assertEquals(ENOMEM, ((MmapException) error.getCause()).errno());
    }
  }

  /** The same operations every time, the growth of number {@code refused} not granted at first. */
  private static int run(int refused) {
    try (ToyHeap heap = new ToyHeap()) {
      RefusingGrower grower = new RefusingGrower(heap, refused);
      RawAlloc raw = new RawAlloc(grower);
      Random random = new Random(42);
      List<long[]> live = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        if (live.isEmpty() || random.nextInt(5) < 3) {
          long size = random.nextInt(300);
          long alignment = 1L << random.nextInt(9);
          live.add(new long[] {allocate(raw, grower, size, alignment), size, alignment});
        } else {
          long[] block = live.remove(random.nextInt(live.size()));
          raw.deallocate(block[0], block[1], block[2]);
        }
        raw.check();
      }
      assertEquals(refused >= 0, grower.hasRefused);
      return grower.growths;
    }
  }

  private static long allocate(RawAlloc raw, RefusingGrower grower, long size, long alignment) {
    String list = raw.blocks().toString();
    long obtained = raw.obtainedBytes();
    long live = raw.liveBytes();
    boolean refusedBefore = grower.hasRefused;
    try {
      return raw.allocate(size, alignment);
    } catch (OutOfMemoryError e) {
      assertTrue(grower.hasRefused && !refusedBefore, e.getMessage());
      assertEquals(list, raw.blocks().toString());
      assertEquals(obtained, raw.obtainedBytes());
      assertEquals(live, raw.liveBytes());
      raw.check();
      return raw.allocate(size, alignment); // memory is there again
    }
  }

  private static final class RefusingGrower implements HeapGrower {
    private final ToyHeap heap;
    private final int refused;
    private int growths;
    private boolean hasRefused;

    RefusingGrower(ToyHeap heap, int refused) {
      this.heap = heap;
      this.refused = refused;
    }

    @Override
    public long pageSize() {
      return heap.pageSize();
    }

    @Override
    public Growth grow(long size) {
      if (growths == refused && !hasRefused) {
        hasRefused = true;
        throw new MmapException("growth " + growths, ENOMEM);
      }
      growths++;
      return heap.grow(size);
    }

    @Override
    public void release(long address, long size) {
      heap.release(address, size);
    }
  }
}
