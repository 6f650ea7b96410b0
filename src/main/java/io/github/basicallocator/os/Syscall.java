package io.github.basicallocator.os;

import io.github.basicallocator.memory.Memory;

/**
 * The system calls that manage memory: the one place where this allocator talks to the kernel.
 *
 * <p>A process sees <em>virtual memory</em>: a range of addresses most of which lead nowhere. {@link
 * #mmap} asks the kernel to put pages behind some of them, {@link #munmap} takes them away. A
 * <em>page</em> is the unit the processor's memory management unit works in, {@link #pageSize()}
 * bytes; there is no smaller one, and that is why an allocator exists at all: it divides pages into
 * what programs ask for.
 *
 * <p>The calls are those of the manual pages of the same names, section 2, and take the numbers of
 * {@link Constants}. They reach the kernel by one of two back ends ({@link #backend()}).
 *
 * <p><b>Errors.</b> A refusal is a {@link MmapException} with the kernel's reason; then nothing has
 * changed. Where the native library cannot be loaded every call throws the same {@link
 * UnsatisfiedLinkError}, which says what to do. <b>Thread safety.</b> Any thread may call. <b>Cost.</b>
 * Each call enters the kernel, from some hundred nanoseconds up to microseconds for each page
 * concerned.
 */
public final class Syscall {
  private static final int IS_LIBC = 1;

  /** Why there is no native library, or null when there is one. */
  private static final Failure FAILURE = load();

  private record Failure(String message, Throwable cause) {}

  private Syscall() {}

  /**
   * Maps pages into the address space.
   *
   * @param address where, a multiple of the page size; 0 lets the kernel choose, anything else is a
   *     hint unless {@code flags} say otherwise
   * @param length bytes, rounded up to whole pages by the kernel
   * @param protection {@code PROT_} bits
   * @param flags {@code MAP_} bits
   * @param fd an open file, or −1 with {@link Constants#MAP_ANONYMOUS}
   * @param offset where in the file, 0 without one
   * @return the address of the first page
   */
  public static long mmap(
      long address, long length, int protection, int flags, int fd, long offset) {
    requireLibrary();
    // The kernel of macOS would return 0, as if that were an address; its C library refuses, as
    // Linux does.
    long result =
        length == 0 ? -Errno.EINVAL : mmap0(address, length, protection, flags, fd, offset);
    return check(result, "mmap", length);
  }

  /** Removes the pages of a range; an access to them is a fault from now on. */
  public static void munmap(long address, long length) {
    requireLibrary();
    check(munmap0(address, length), "munmap", length);
  }

  /** Changes what may be done with the pages of a range to the given {@code PROT_} bits. */
  public static void mprotect(long address, long length, int protection) {
    requireLibrary();
    check(mprotect0(address, length, protection), "mprotect", length);
  }

  /** Tells the kernel how the pages of a range will be used; {@code advice} is a {@code MADV_} number. */
  public static void madvise(long address, long length, int advice) {
    requireLibrary();
    check(madvise0(address, length, advice), "madvise", length);
  }

  /**
   * Grows or shrinks a mapping, and moves it if {@link Constants#MREMAP_MAYMOVE} allows that: the
   * pages get other addresses, no byte is copied. Linux only; elsewhere the reason is {@code ENOSYS}.
   *
   * @return the address of the first page, perhaps a new one
   */
  public static long mremap(long address, long oldLength, long newLength, int flags) {
    requireLibrary();
    return check(mremap0(address, oldLength, newLength, flags), "mremap", newLength);
  }

  /** The size of a page in bytes, a power of two, as the kernel has it. Calls the kernel until known. */
  public static long pageSize() {
    requireLibrary();
    return PageSize.bytes();
  }

  /**
   * The back end that runs: {@code "asm"}, which traps into the kernel by instructions of this
   * project, or {@code "libc"}, which calls the C library. The loaded library itself is asked.
   */
  public static String backend() {
    requireLibrary();
    return backend0() == IS_LIBC ? "libc" : "asm";
  }

  /**
   * With what memory is accessed once it is there: {@code "sun.misc.Unsafe"}, or {@code
   * "java.lang.foreign"} where the JDK has it, from 22 on. Not a system call.
   */
  public static String memoryAccess() {
    requireLibrary(); // memory and the library can be accessed, or neither
    return Memory.access();
  }

  private static long check(long result, String call, long length) {
    if (result < 0) {
      throw new MmapException("%s of %d bytes".formatted(call, length), (int) -result);
    }
    return result;
  }

  /**
   * Each caller gets an error of its own, with the reason in it and the same cause. An initialiser
   * that throws would give it to the first one only; the others would be told that a class could not
   * be initialised.
   */
  private static void requireLibrary() {
    if (FAILURE != null) {
      throw NativeLibrary.unsatisfied(FAILURE.message(), FAILURE.cause());
    }
  }

  private static Failure load() {
    try {
      Memory.access(); // which may be refused by itself: JDK 22 and 23 ask for it, but not for a
      // library
      NativeLibrary.load();
      requireFunctions();
      return null;
    } catch (UnsatisfiedLinkError e) {
      return new Failure(e.getMessage(), e.getCause());
    } catch (NoClassDefFoundError e) {
      // Somebody used Memory first, and was refused: the reason is in the cause, in words only.
      return new Failure(String.valueOf(e.getCause()), e);
    }
  }

  /** The JVM looks for the functions by the name of this class, and not before they are called. */
  private static void requireFunctions() {
    try {
      backend0();
    } catch (UnsatisfiedLinkError e) {
      throw NativeLibrary.unsatisfied(
          ("The native library has no functions for %s. They carry the original name of that class:"
                  + " let no shading plugin relocate the package io.github.basicallocator, and name"
                  + " a library of the same version if you name one with -D%s.")
              .formatted(Syscall.class.getName(), NativeLibrary.LIBRARY_PROPERTY),
          e);
    }
  }

  // The native methods return what the kernel does: a value of 0 or more, or a negated errno.

  private static native int backend0();

  private static native long mmap0(
      long address, long length, int protection, int flags, int fd, long offset);

  private static native long munmap0(long address, long length);

  private static native long mprotect0(long address, long length, int protection);

  private static native long madvise0(long address, long length, int advice);

  private static native long mremap0(long address, long oldLength, long newLength, int flags);
}
