package io.github.basicallocator.magazine;

/**
 * A flag for each thread of the operating system that carries virtual threads, and for whoever runs on it at the
 * moment: with it raised, what belongs to that carrier is the virtual thread's own, without a lock.
 *
 * <p>This is the class for JDKs before 22, where there are no such flags: a call to {@code src/main/c/carrier.c} that
 * leaves the virtual thread where it is would cost more than a lock does. The twin is in {@code src/main/java22}.
 */
final class Carriers {
  /** How many flags there are, from number 0 on. */
  static final int COUNT = 1024;

  /** No flag. */
  static final long NONE = 0;

  private Carriers() {}

  /**
   * Raises the flag of the carrier that this thread runs on.
   *
   * @return what {@link #leave} must be told, or {@link #NONE} if the flag is raised already, or there is none
   */
  static long enter() {
    return NONE;
  }

  /** The number of a flag, less than {@link #COUNT}. */
  static int number(long flag) {
    return 0;
  }

  /** Lowers a flag, on whichever carrier this thread may run by now. */
  static void leave(long flag) {}
}
