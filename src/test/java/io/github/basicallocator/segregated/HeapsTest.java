package io.github.basicallocator.segregated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeapsTest {
  private static final long SIZE = 1L << 20;
  private static final long LIMIT = 64L << 20;

  private final Heaps heaps =
      new Heaps(new MemoryLimit(LIMIT), Long.MAX_VALUE, Long.SIZE - 1, false);

  @AfterEach
  void release() {
    heaps.releaseAll();
  }

  @Test
  void thereIsRoomForWhatFitsExactly() {
    assertFalse(heaps.hasRoomFor(SIZE, 16));
    long block = heaps.allocate(SIZE, 16);
    heaps.allocate(heaps.freeBytes(), 16);
    assertEquals(0, heaps.freeBytes());
    heaps.free(block, SIZE);

    assertTrue(heaps.hasRoomFor(SIZE, 16));
    assertTrue(heaps.hasRoomFor(SIZE, 1));
    assertFalse(heaps.hasRoomFor(SIZE + 16, 16));
    assertFalse(heaps.hasRoomFor(SIZE, 32), "it might not be aligned");
    assertTrue(heaps.hasRoomFor(SIZE - 16, 32));
    assertTrue(heaps.hasRoomFor(Heaps.OWN_MAPPING, 16), "it gets a mapping");
    long extent = heaps.extent();
    assertEquals(block, heaps.allocate(SIZE, 16));
    assertEquals(extent, heaps.extent());
  }

  @Test
  void freeMemoryIsAvailableAndSoIsWhatTheLimitLeaves() {
    assertEquals(LIMIT, heaps.availableBytes());
    long block = heaps.allocate(LIMIT / 4, 16);
    long used = LIMIT - heaps.availableBytes();
    assertEquals(LIMIT / 4, used, 4096);
    heaps.free(block, LIMIT / 4);
    assertEquals(LIMIT, heaps.availableBytes(), 4096);
    assertEquals(Long.MAX_VALUE, unlimited().availableBytes());
  }

  private static Heaps unlimited() {
    return new Heaps(new MemoryLimit(Long.MAX_VALUE), Long.MAX_VALUE, Long.SIZE - 1, false);
  }
}
