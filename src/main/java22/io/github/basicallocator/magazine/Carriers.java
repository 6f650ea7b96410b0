package io.github.basicallocator.magazine;

import io.github.basicallocator.segregated.Heaps;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.slf4j.LoggerFactory;

/**
 * A flag for each thread of the operating system that carries virtual threads, and for whoever runs on it at the
 * moment: with it raised, what belongs to that carrier is the virtual thread's own, without a lock.
 *
 * <p>The twin, from JDK 22 on, of the class of the same name in {@code src/main/java}. The function that raises a flag is
 * in {@code src/main/c/carrier.c}. It is called as <em>critical</em>: without telling the JVM, which costs an atomic
 * instruction.
 *
 * <p><b>Why two threads never have a flag raised at once.</b> Only code that runs on a carrier raises its flag, having
 * seen it lowered, and is not taken off it in between. So whoever sees it lowered comes after the one who lowered it: by
 * the order of that carrier's own instructions, or, where that thread had gone on elsewhere, by release and acquire.
 */
final class Carriers {
  static final int COUNT = 1024;
  static final long NONE = 0;

  /** The flags are in cache lines of their own. */
  private static final int LINE_SHIFT = 6;

  private static final VarHandle FLAG = ValueLayout.JAVA_INT.varHandle();

  @SuppressWarnings("restricted") // as loading the library is
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final MethodHandle ENTER = enterFunction();
  private static final long FIRST =
      ENTER == null ? NONE : find("basicallocator_carriers").address();

  private Carriers() {}

  static long enter() {
    if (ENTER == null) {
      return NONE;
    }
    try {
      return (long) ENTER.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("the flag of the carrier cannot be raised", e);
    }
  }

  static int number(long flag) {
    return (int) ((flag - FIRST) >>> LINE_SHIFT);
  }

  static void leave(long flag) {
    FLAG.setRelease(ALL, flag, 0);
  }

  /** The function of the native library, or null where it cannot be called in this way. */
  @SuppressWarnings("restricted") // as loading the library is
  private static MethodHandle enterFunction() {
    try {
      return Linker.nativeLinker()
          .downcallHandle(
              find("basicallocator_enter_carrier"),
              FunctionDescriptor.of(ValueLayout.JAVA_LONG),
              Linker.Option.critical(false));
    } catch (RuntimeException | Error e) { // there are locked stripes, whatever the reason
      LoggerFactory.getLogger(Carriers.class).debug("carriers have no flags", e);
      return null;
    }
  }

  /** The address of what the native library calls so, or null if it does not. */
  private static MemorySegment find(String name) {
    Heaps.loadLibrary();
    return SymbolLookup.loaderLookup().find(name).orElse(MemorySegment.NULL);
  }
}
