package io.github.basicallocator.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation of {@link Arena} asks of every arena; those of the JDK pass as well. */
@ParameterizedClass
@EnumSource
class ArenaRulesTest {
  private static final long MIB = 1 << 20;

  @Parameter ArenaKind kind;

  private final RecordingAllocator allocator = new RecordingAllocator();

  @AfterEach
  void nothingIsLeft() {
    allocator.assertAllGivenBack();
    allocator.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 4, 8, 16, 32, 64, 4096, 65_536, MIB})
  void sizeAndAlignmentAreHonoured(long alignment) {
    try (Arena arena = kind.open(allocator)) {
      for (long size : new long[] {0, 1, 15, 100, 700, 5000, 600_000, 3 * MIB}) {
        MemorySegment segment = arena.allocate(size, alignment);
        assertEquals(size, segment.byteSize());
        assertEquals(0, segment.address() % alignment);
        assertTrue(segment.isNative());
        assertFalse(segment.isReadOnly());
        segment.fill((byte) 1);
      }
    }
  }

  @Test
  void noTwoSegmentsShareMemory() {
    try (Arena arena = kind.open(allocator)) {
      List<MemorySegment> segments = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        segments.add(arena.allocate(i * i % 2500, 1L << i % 8).fill((byte) i));
      }
      for (int i = 0; i < segments.size(); i++) {
        assertAllBytesAre((byte) i, segments.get(i));
        for (int k = 0; k < i; k++) {
          assertTrue(segments.get(i).asOverlappingSlice(segments.get(k)).isEmpty());
        }
      }
    }
  }

  @Test
  void emptySegmentsHaveAddressesOfTheirOwn() {
    try (Arena arena = kind.open(allocator)) {
      MemorySegment first = arena.allocate(0, 4096);
      MemorySegment second = arena.allocate(0, 4096);
      assertNotEquals(first.address(), second.address());
      assertEquals(0, first.address() % 4096);
      assertNotEquals(0, first.address());
      assertEquals(0, second.byteSize());
    }
  }

  @Test
  void allSegmentsHaveTheScopeOfTheArena() {
    try (Arena arena = kind.open(allocator)) {
      for (long size : new long[] {0, 100, 2000, MIB}) {
        assertEquals(arena.scope(), arena.allocate(size).scope());
      }
      assertTrue(arena.scope().isAlive());
    }
  }

  @Test
  void afterClosingNothingCanBeReachedOrAllocated() {
    Arena arena = kind.open(allocator);
    MemorySegment segment = arena.allocate(100);
    MemorySegment.Scope scope = arena.scope();
    arena.close();
    assertFalse(scope.isAlive());
    assertFalse(arena.scope().isAlive());
    assertFalse(segment.scope().isAlive());
    assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
    assertThrows(IllegalStateException.class, () -> segment.fill((byte) 1));
    assertThrows(IllegalStateException.class, () -> arena.allocate(100));
    assertThrows(IllegalStateException.class, () -> arena.allocate(0));
    assertThrows(IllegalStateException.class, () -> arena.allocate(MIB));
    assertThrows(IllegalStateException.class, arena::close);
  }

  @Test
  void anUnusedArenaCanBeClosedOnce() {
    Arena arena = kind.open(allocator);
    arena.close();
    assertThrows(IllegalStateException.class, arena::close);
    assertThrows(IllegalStateException.class, () -> arena.allocate(1));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1",
    "8, 0",
    "8, -8",
    "8, 24",
    "-9223372036854775808, 1",
    "8, -9223372036854775808"
  })
  void whatNobodyCanServeIsAnIllegalArgument(long size, long alignment) {
    Arena arena = kind.open(allocator);
    assertThrows(IllegalArgumentException.class, () -> arena.allocate(size, alignment));
    assertEquals(8, arena.allocate(8).byteSize());
    arena.close();
    assertThrows(IllegalArgumentException.class, () -> arena.allocate(size, alignment));
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 1",
    "9223372036854775807, 16",
    "9223372036854775800, 4611686018427387904",
    "1, 4611686018427387904",
    "1152921504606846976, 4096",
  })
  void whatNoMachineHasIsRefusedAndTheArenaGoesOn(long size, long alignment) {
    try (Arena arena = kind.open(allocator)) {
      MemorySegment before = arena.allocate(100).fill((byte) 3);
      assertThrows(OutOfMemoryError.class, () -> arena.allocate(size, alignment));
      arena.allocate(100).fill((byte) 4);
      assertAllBytesAre((byte) 3, before);
    }
  }

  @Test
  void theProgramsOwnCleanupActionsRunWhileTheMemoryIsStillThere() {
    List<Byte> seen = new ArrayList<>();
    assumeTrue(kind != ArenaKind.JDK_CONFINED, "it frees what was allocated first before that");
    try (Arena arena = kind.open(allocator)) {
      MemorySegment segment = arena.allocate(64).fill((byte) 9);
      reinterpreted(
          segment.address(), arena, memory -> seen.add(memory.get(ValueLayout.JAVA_BYTE, 0)));
    }
    assertEquals(List.of((byte) 9), seen);
  }

  @Test
  void aCleanupActionThatFailsIsReportedAndTheMemoryGivenBack() {
    Arena arena = kind.open(allocator);
    arena.allocate(64);
    IllegalStateException failure = new IllegalStateException("of the program");
    reinterpreted(
        arena.allocate(64).address(),
        arena,
        memory -> {
          throw failure;
        });
    assertEquals(failure, assertThrows(IllegalStateException.class, arena::close));
    assertFalse(arena.scope().isAlive());
    assertThrows(IllegalStateException.class, arena::close);
  }

  @Test
  void aCleanupActionThatUsesTheArenaIsRefused() {
    Arena arena = kind.open(allocator);
    long address = arena.allocate(64).address();
    List<Class<?>> refusals = new ArrayList<>();
    reinterpreted(
        address,
        arena,
        memory -> {
          refusals.add(assertThrows(RuntimeException.class, () -> arena.allocate(1)).getClass());
          refusals.add(assertThrows(RuntimeException.class, arena::close).getClass());
        });
    arena.close();
    assertEquals(List.of(IllegalStateException.class, IllegalStateException.class), refusals);
  }

  /** Cleanup actions run in the opposite order, so the one that reads comes after the one that closes. */
  @Test
  void aCleanupActionThatClosesTheArenaDoesNotTakeTheMemoryFromOthers() {
    List<Byte> seen = new ArrayList<>();
    assumeTrue(kind != ArenaKind.JDK_CONFINED, "it frees what was allocated first before that");
    Arena arena = kind.open(allocator);
    long address = arena.allocate(64).fill((byte) 9).address();
    reinterpreted(address, arena, memory -> seen.add(memory.get(ValueLayout.JAVA_BYTE, 0)));
    reinterpreted(
        address, arena, memory -> assertThrows(IllegalStateException.class, arena::close));
    arena.close();
    assertEquals(List.of((byte) 9), seen);
  }

  @SuppressWarnings("restricted")
  private static void reinterpreted(long address, Arena arena, Consumer<MemorySegment> cleanup) {
    MemorySegment.ofAddress(address).reinterpret(64, arena, cleanup);
  }

  private static void assertAllBytesAre(byte expected, MemorySegment segment) {
    for (long i = 0; i < segment.byteSize(); i++) {
      assertEquals(expected, segment.get(ValueLayout.JAVA_BYTE, i));
    }
  }
}
