package io.github.basicallocator.ffm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything of the JDK that takes an arena takes ours. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("restricted")
class ForeignCallTest {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final AddressLayout INT_POINTER =
      ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_INT);

  @Parameter ArenaKind kind;

  private final RecordingAllocator allocator = new RecordingAllocator();
  private Arena closedByComparison;

  @AfterEach
  void nothingIsLeft() {
    allocator.assertAllGivenBack();
    allocator.close();
  }

  @Test
  void stringsArriveInC() throws Throwable {
    MethodHandle strlen =
        function("strlen", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
    try (Arena arena = kind.open(allocator)) {
      assertEquals(14, (long) strlen.invokeExact(arena.allocateFrom("zwölf Zeichen")));
      assertEquals(0, (long) strlen.invokeExact(arena.allocateFrom("")));
    }
  }

  @Test
  void cSortsTheArrayByCallingBack() throws Throwable {
    try (Arena arena = kind.open(allocator)) {
      MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_INT, 5, 3, 9, 1);
      sort(numbers, "compare", arena);
      assertArrayEquals(new int[] {1, 3, 5, 9}, numbers.toArray(ValueLayout.JAVA_INT));
    }
  }

  /** While C has the memory, the scope cannot be closed, and so nothing is given back. */
  @Test
  void closingFailsWhileCHasTheMemory() throws Throwable {
    try (Arena arena = kind.open(allocator)) {
      closedByComparison = arena;
      MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_INT, 2, 1);
      sort(numbers, "compareAndTryToClose", arena);
      assertTrue(arena.scope().isAlive());
      assertArrayEquals(new int[] {1, 2}, numbers.toArray(ValueLayout.JAVA_INT));
    }
  }

  private void sort(MemorySegment numbers, String comparison, Arena arena) throws Throwable {
    MethodHandle qsort =
        function(
            "qsort",
            FunctionDescriptor.ofVoid(
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS));
    MethodHandle compare =
        MethodHandles.lookup()
            .bind(
                this,
                comparison,
                MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
    MemorySegment stub =
        LINKER.upcallStub(
            compare, FunctionDescriptor.of(ValueLayout.JAVA_INT, INT_POINTER, INT_POINTER), arena);
    qsort.invokeExact(numbers, numbers.byteSize() / 4, 4L, stub);
  }

  int compare(MemorySegment a, MemorySegment b) {
    return Integer.compare(a.get(ValueLayout.JAVA_INT, 0), b.get(ValueLayout.JAVA_INT, 0));
  }

  int compareAndTryToClose(MemorySegment a, MemorySegment b) {
    assertThrows(IllegalStateException.class, closedByComparison::close);
    return compare(a, b);
  }

  @Test
  void aFileIsMappedForAsLongAsTheArenaIsOpen(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "contents");
    MemorySegment mapped;
    try (Arena arena = kind.open(allocator);
        FileChannel channel = FileChannel.open(file)) {
      mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 8, arena);
      assertEquals('c', mapped.get(ValueLayout.JAVA_BYTE, 0));
    }
    assertFalse(mapped.scope().isAlive());
  }

  @Test
  void aLibraryIsLoadedForAsLongAsTheArenaIsOpen() {
    MemorySegment symbol;
    try (Arena arena = kind.open(allocator)) {
      symbol =
          SymbolLookup.libraryLookup(
                  Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("zip")),
                  arena)
              .find("ZIP_CRC32")
              .orElseThrow();
      assertTrue(symbol.scope().isAlive());
    }
    assertFalse(symbol.scope().isAlive());
  }

  @Test
  void aByteBufferSeesTheMemoryUntilTheArenaIsClosed() {
    ByteBuffer buffer;
    try (Arena arena = kind.open(allocator)) {
      MemorySegment segment = arena.allocate(8);
      buffer = segment.asByteBuffer();
      buffer.put(0, (byte) 7);
      assertEquals(7, segment.get(ValueLayout.JAVA_BYTE, 0));
    }
    assertThrows(IllegalStateException.class, () -> buffer.get(0));
  }

  @Test
  void allWaysToAllocateWork() {
    try (Arena arena = kind.open(allocator)) {
      assertEquals("text", arena.allocateFrom("text").getString(0));
      assertEquals(7L, arena.allocateFrom(ValueLayout.JAVA_LONG, 7).get(ValueLayout.JAVA_LONG, 0));
      double[] doubles = {1.5, 2.5};
      assertArrayEquals(
          doubles,
          arena.allocateFrom(ValueLayout.JAVA_DOUBLE, doubles).toArray(ValueLayout.JAVA_DOUBLE));
      assertEquals(40, arena.allocate(ValueLayout.JAVA_INT, 10).byteSize());
      assertEquals(8, arena.allocate(ValueLayout.JAVA_LONG).byteSize());
      MemorySegment copy =
          arena.allocateFrom(
              ValueLayout.JAVA_BYTE,
              MemorySegment.ofArray(new byte[] {1, 2, 3}),
              ValueLayout.JAVA_BYTE,
              1,
              2);
      assertArrayEquals(new byte[] {2, 3}, copy.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), type);
  }
}
