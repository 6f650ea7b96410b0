package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A block takes several Java objects. Whichever of them there is no room for, no memory is lost. */
class NativeBlockFullHeapTest {
  private static final int MOST = 512; // bytes, more than the objects of a block take

  private static NativeBlock block;

  /** Allocates and resizes with ever more room; prints how often there was too little, and enough. */
  public static void main(String[] args) {
    try (UnixAllocator allocator = new UnixAllocator()) {
      int[] refused = new int[2];
      int[] done = new int[2];
      for (int room = 0; room <= MOST; room += 8) {
        count(() -> block = NativeBlock.allocateZeroed(allocator, 1008), room, 0, refused, done);
        assertEquals(block == null ? 0 : 1008, allocator.stats().live());

        NativeBlock old = block != null ? block : NativeBlock.allocate(allocator, 1008);
        old.putLong(992, room);
        count(() -> old.resize(96_000), room, 1, refused, done);
        assertEquals(room, old.getLong(992));
        assertEquals(old.size(), allocator.stats().live());
        old.close();
        block = null;
      }
      for (int i = 0; i < 2; i++) {
        assertTrue(refused[i] > 5 && done[i] > 5, refused[i] + " refused, " + done[i] + " done");
      }
    }
    System.out.println("nothing lost");
  }

  private static void count(Runnable action, int room, int kind, int[] refused, int[] done) {
    boolean stopped = FullJavaHeap.stops(action, room < 24 ? 0 : room);
    (stopped ? refused : done)[kind]++;
  }

  @Test
  void allocatingAndResizingLoseNothing() throws Exception {
    String output = FullJavaHeap.child().run(NativeBlockFullHeapTest.class).output();
    assertTrue(output.endsWith("nothing lost\n"), output);
  }
}
