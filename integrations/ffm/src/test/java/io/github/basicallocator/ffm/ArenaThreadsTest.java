package io.github.basicallocator.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may use an arena when. */
class ArenaThreadsTest {
  private static final int THREADS = 4;

  private final RecordingAllocator allocator = new RecordingAllocator();
  private final ExecutorService others = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void nothingIsLeft() {
    others.shutdownNow();
    allocator.assertAllGivenBack();
    allocator.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"CONFINED", "CONFINED_ZEROED", "JDK_CONFINED"})
  void ofAConfinedArenaOtherThreadsAreTurnedAway(ArenaKind kind) {
    Arena arena = kind.open(allocator);
    MemorySegment segment = arena.allocate(100).fill((byte) 5);
    assertEquals(WrongThreadException.class, failureElsewhere(() -> arena.allocate(100)));
    assertEquals(WrongThreadException.class, failureElsewhere(() -> closed(arena)));
    assertEquals(
        WrongThreadException.class, failureElsewhere(() -> segment.get(ValueLayout.JAVA_BYTE, 0)));
    assertEquals(IllegalArgumentException.class, failureElsewhere(() -> arena.allocate(-1)));
    assertEquals(5, segment.get(ValueLayout.JAVA_BYTE, 99));
    arena.close();
    assertEquals(WrongThreadException.class, failureElsewhere(() -> arena.allocate(100)));
    assertEquals(WrongThreadException.class, failureElsewhere(() -> closed(arena)));
  }

  /** In between, the scope is dead and the memory not yet back. */
  @Test
  @SuppressWarnings("restricted")
  void anotherThreadsCloseInTheMiddleOfACloseChangesNothing() {
    Arena arena = AllocatorArenas.ofConfined(allocator);
    MemorySegment segment = arena.allocate(100).fill((byte) 5);
    List<Object> seen = new ArrayList<>();
    MemorySegment.ofAddress(segment.address())
        .reinterpret(
            100,
            arena,
            memory -> {
              seen.add(failureElsewhere(() -> closed(arena)));
              seen.add(memory.get(ValueLayout.JAVA_BYTE, 99));
            });
    arena.close();
    assertEquals(List.of(WrongThreadException.class, (byte) 5), seen);
  }

  /** The second close has to wait for the first, whose cleanup actions may still use the memory. */
  @Test
  @SuppressWarnings("restricted")
  void aSecondCloseOfASharedArenaWaitsForTheFirst() throws Exception {
    Arena arena = AllocatorArenas.ofShared(allocator);
    MemorySegment segment = arena.allocate(100).fill((byte) 5);
    List<Object> seen = new ArrayList<>();
    List<Future<?>> second = new ArrayList<>();
    MemorySegment.ofAddress(segment.address())
        .reinterpret(
            100,
            arena,
            memory -> {
              Future<?> close = others.submit(() -> closed(arena));
              assertThrows(TimeoutException.class, () -> close.get(50, TimeUnit.MILLISECONDS));
              second.add(close);
              seen.add(memory.get(ValueLayout.JAVA_BYTE, 99));
            });
    arena.close();
    assertEquals(IllegalStateException.class, failure(second.getFirst()));
    assertEquals(List.of((byte) 5), seen);
  }

  @Test
  void aVirtualThreadHasConfinedArenas() throws InterruptedException {
    List<Byte> seen = new ArrayList<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (Arena arena = AllocatorArenas.ofConfined(allocator)) {
                MemorySegment segment = arena.allocate(100).fill((byte) 6);
                Thread.yield();
                seen.add(segment.get(ValueLayout.JAVA_BYTE, 99));
              }
            })
        .join();
    assertEquals(List.of((byte) 6), seen);
  }

  @ParameterizedTest
  @EnumSource(names = {"SHARED", "SHARED_ZEROED", "JDK_SHARED"})
  void ofASharedArenaAllThreadsAllocateMemoryOfTheirOwn(ArenaKind kind) throws Exception {
    Arena arena = kind.open(allocator);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      byte mine = (byte) i;
      all.add(others.submit(() -> allocateAndCompare(arena, mine)));
    }
    for (Future<?> each : all) {
      each.get();
    }
    others.submit(arena::close).get();
    assertThrows(IllegalStateException.class, () -> arena.allocate(1));
  }

  private static void allocateAndCompare(Arena arena, byte mine) {
    List<MemorySegment> segments = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      segments.add(arena.allocate(i % 300, 1L << i % 7).fill(mine));
    }
    for (MemorySegment segment : segments) {
      for (long i = 0; i < segment.byteSize(); i++) {
        assertEquals(mine, segment.get(ValueLayout.JAVA_BYTE, i));
      }
    }
  }

  /** Each round, threads allocate and write until the arena is closed under them. */
  @ParameterizedTest
  @EnumSource(names = {"SHARED", "SHARED_ZEROED", "JDK_SHARED"})
  void whoUsesASharedArenaWhileItIsClosedSeesItClosedAndNothingElse(ArenaKind kind)
      throws Exception {
    for (int round = 0; round < 100; round++) {
      Arena arena = kind.open(allocator);
      CountDownLatch running = new CountDownLatch(THREADS);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(others.submit(() -> useUntilClosed(arena, running)));
      }
      running.await();
      arena.close();
      for (Future<?> each : all) {
        assertEquals(IllegalStateException.class, failure(each));
      }
      allocator.assertAllGivenBack();
    }
  }

  private static void useUntilClosed(Arena arena, CountDownLatch running) {
    MemorySegment shared = arena.allocate(64);
    running.countDown();
    for (int i = 0; ; i++) {
      shared.fill((byte) i);
      MemorySegment segment = arena.allocate(i % 100);
      for (long k = 0; k < segment.byteSize(); k++) {
        segment.set(ValueLayout.JAVA_BYTE, k, (byte) i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SHARED", "SHARED_ZEROED", "JDK_SHARED"})
  void ofSeveralThreadsThatCloseASharedArenaOneSucceeds(ArenaKind kind) throws Exception {
    for (int round = 0; round < 100; round++) {
      Arena arena = kind.open(allocator);
      arena.allocate(100);
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(
            others.submit(
                () -> {
                  start.await();
                  return closed(arena);
                }));
      }
      start.countDown();
      int successes = 0;
      for (Future<?> each : all) {
        Class<?> failure = failure(each);
        successes += failure == null ? 1 : 0;
        assertTrue(failure == null || failure == IllegalStateException.class);
      }
      assertEquals(1, successes);
      allocator.assertAllGivenBack();
    }
  }

  private static Void closed(Arena arena) {
    arena.close();
    return null;
  }

  private Class<?> failureElsewhere(Callable<?> action) {
    return failure(others.submit(action));
  }

  private static Class<?> failure(Future<?> future) {
    try {
      future.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause().getClass();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
