package io.github.basicallocator.benchmarks.footprint;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;

/** Whether the kernel may put 2 MiB where 4 KiB were touched, which is no property of an allocator. */
final class HugePages {
  private static final int PR_SET_THP_DISABLE = 41;

  private HugePages() {}

  /** Forbids it for this process. */
  static void keepOff() {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor type =
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    Linker.Option variadic = Linker.Option.firstVariadicArg(1);
    try {
      int result =
          (int)
              linker
                  .downcallHandle(
                      linker.defaultLookup().find("prctl").orElseThrow(), type, variadic)
                  .invokeExact(PR_SET_THP_DISABLE, 1L, 0L, 0L, 0L);
      if (result != 0) {
        throw new IllegalStateException("the kernel does not let huge pages be disabled");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
