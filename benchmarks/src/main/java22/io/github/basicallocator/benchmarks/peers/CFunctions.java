package io.github.basicallocator.benchmarks.peers;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.invoke.MethodHandles.dropArguments;
import static java.lang.invoke.MethodHandles.insertArguments;
import static java.lang.invoke.MethodHandles.permuteArguments;

import io.github.basicallocator.Allocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The functions of an allocator written in C. All arguments and results are {@code long}.
 *
 * @param malloc size → address
 * @param calloc size → address
 * @param alignedAlloc alignment, size → address
 * @param realloc address, size → address
 * @param sizedFree address, size; of blocks with the default alignment
 * @param free address
 */
record CFunctions(
    MethodHandle malloc,
    MethodHandle calloc,
    MethodHandle alignedAlloc,
    MethodHandle realloc,
    MethodHandle sizedFree,
    MethodHandle free) {

  private static final FunctionDescriptor UNARY = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG);
  private static final FunctionDescriptor BINARY =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final FunctionDescriptor FREE = FunctionDescriptor.ofVoid(JAVA_LONG);
  private static final FunctionDescriptor SIZED_FREE_WITH_FLAGS =
      FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_INT);

  /** Those of the C standard, which has no sized deallocation before C23. */
  static CFunctions standard(CLibrary library) {
    MethodHandle free = library.function("free", FREE);
    return new CFunctions(
        library.function("malloc", UNARY),
        insertArguments(library.function("calloc", BINARY), 0, 1L),
        library.function("aligned_alloc", BINARY),
        library.function("realloc", BINARY),
        dropArguments(free, 1, long.class),
        free);
  }

  /** The same, and a deallocation that is told the size. */
  static CFunctions jemalloc(CLibrary library) {
    CFunctions standard = standard(library);
    return new CFunctions(
        standard.malloc,
        standard.calloc,
        standard.alignedAlloc,
        standard.realloc,
        insertArguments(library.function("sdallocx", SIZED_FREE_WITH_FLAGS), 2, 0),
        standard.free);
  }

  /** It has a sized deallocation too, which ignores the size. */
  static CFunctions mimalloc(CLibrary library) {
    MethodHandle free = library.function("mi_free", FREE);
    MethodType binary = MethodType.methodType(long.class, long.class, long.class);
    return new CFunctions(
        library.function("mi_malloc", UNARY),
        library.function("mi_zalloc", UNARY),
        permuteArguments(library.function("mi_malloc_aligned", BINARY), binary, 1, 0),
        library.function("mi_realloc", BINARY),
        dropArguments(free, 1, long.class),
        free);
  }

  /**
   * An allocator that calls them. Its class is {@link CAllocator}, loaded anew: only handles in static
   * final fields are constants to the compiler, and each library needs its own.
   */
  Allocator allocator() {
    try (InputStream in = CAllocator.class.getResourceAsStream("CAllocator.class")) {
      MethodHandles.Lookup copy =
          MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), this, true);
      return (Allocator) copy.lookupClass().getDeclaredConstructor().newInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot load a copy of CAllocator", e);
    }
  }
}
