package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.memory.Memory;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What the kernel says that {@link MagazineAllocator} takes, in a JVM that takes no more itself: its heap has all
 * its pages from the start, and it compiles nothing.
 */
@EnabledOnOs(OS.LINUX)
class ResidentMemoryTest {
  private static final int THREADS = 4;
  private static final int SLOTS = 20_000;
  private static final int SMALLEST_PAGE = 4096;

  /** Keeps all that is freed until {@code trim} is called. */
  private static final MagazineOptions KEEPING =
      MagazineOptions.DEFAULTS.withDirty(Long.MAX_VALUE >> 1, 8);

  public static void main(String[] args) throws Exception {
    for (int i = 0; i < 2; i++) {
      measure(MagazineOptions.DEFAULTS); // the JVM takes what it needs
    }
    System.out.println(measure(MagazineOptions.DEFAULTS));
    System.out.println(measure(KEEPING));
  }

  /** What was resident at most, and what was when all was freed; beyond what was before. */
  private static String measure(MagazineOptions options) throws Exception {
    try (MagazineAllocator allocator = new MagazineAllocator(options)) {
      long start = resident();
      long peak = round(allocator);
      long end = resident();
      return "%d %d %s".formatted(peak - start, end - start, allocator.stats());
    }
  }

  /** Fills the slots of each thread, replaces half of the blocks, and frees them. Returns what was resident at most. */
  private static long round(MagazineAllocator allocator) throws Exception {
    Slots[] slots = new Slots[THREADS];
    CyclicBarrier peak = new CyclicBarrier(THREADS + 1);
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      slots[i] = new Slots(allocator, new Random(i));
      int own = i;
      threads[i] =
          new Thread(
              () -> {
                slots[own].churn();
                await(peak);
                await(peak);
                slots[(own + 1) % THREADS].freeAll(); // what another thread has allocated
              });
      threads[i].start();
    }
    await(peak);
    long resident = resident();
    await(peak);
    for (Thread thread : threads) {
      thread.join();
    }
    allocator.trim();
    allocator.check();
    return resident;
  }

  private static long resident() throws IOException {
    return ProcessMaps.status("RssAnon");
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Blocks of 16 bytes to 64 KiB, small ones more often, with every page of theirs touched. */
  private static final class Slots {
    private final MagazineAllocator allocator;
    private final Random random;
    private final long[] addresses = new long[SLOTS];
    private final int[] sizes = new int[SLOTS];

    Slots(MagazineAllocator allocator, Random random) {
      this.allocator = allocator;
      this.random = random;
    }

    void churn() {
      for (int slot = 0; slot < SLOTS; slot++) {
        allocate(slot);
      }
      for (int i = 0; i < SLOTS / 2; i++) {
        int slot = random.nextInt(SLOTS);
        allocator.deallocate(addresses[slot], sizes[slot]);
        allocate(slot);
      }
    }

    private void allocate(int slot) {
      int size = 16 + random.nextInt(1 << (4 + random.nextInt(13)));
      long address = allocator.allocate(size);
      for (int i = 0; i < size; i += SMALLEST_PAGE) {
        Memory.putByte(address + i, (byte) 1);
      }
      Memory.putByte(address + size - 1, (byte) 1);
      addresses[slot] = address;
      sizes[slot] = size;
    }

    void freeAll() {
      for (int slot = 0; slot < SLOTS; slot++) {
        allocator.deallocate(addresses[slot], sizes[slot]);
      }
    }
  }

  @Test
  void whatWasFreedIsTheKernelsAfterTrim() throws Exception {
    var result =
        new ChildJvm()
            .option("-Xint")
            .option("-Xms64m")
            .option("-XX:+AlwaysPreTouch")
            .run(ResidentMemoryTest.class);
    assertEquals(0, result.exitCode(), result.output());
    String[] lines = result.output().strip().split("\n");
    assertEquals(2, lines.length, result.output());
    for (String line : lines) {
      String[] figures = line.split(" ", 3);
      long peak = Long.parseLong(figures[0]);
      long left = Long.parseLong(figures[1]);
      assertTrue(peak > 300L << 20, result.output());
      assertTrue(left < peak / 100, result.output());
      assertTrue(figures[2].contains("[live=0, cached=0, "), result.output());
    }
  }
}
