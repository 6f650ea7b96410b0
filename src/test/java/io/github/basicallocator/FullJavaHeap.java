package io.github.basicallocator;

/**
 * Fills the Java heap of this JVM to its last object, so that whatever makes another one fails. For a
 * {@link ChildJvm} only, in which nothing else goes on.
 */
public final class FullJavaHeap {
  private static final int ARRAY_HEADER = 16;

  /** The smallest object there can be with a field in it: 16 bytes. */
  private record Link(Object last) {}

  private static Object fill;
  private static Object kept;

  private FullJavaHeap() {}

  /** A small heap, which is full soon; and a collector that leaves no room unused. */
  public static ChildJvm child() {
    return new ChildJvm().option("-Xmx16m").option("-Xint");
  }

  /**
   * Runs {@code action} in a full heap.
   *
   * @param room bytes that one object may still take, a multiple of 8; 0 for none
   * @return whether the action ended with an {@link OutOfMemoryError} of the JVM
   */
  public static boolean stops(Runnable action, int room) {
    isStopped(() -> {}); // links everything as long as there is room for that
    kept = room == 0 ? null : new byte[room - ARRAY_HEADER];
    fill();
    kept = null;
    return isStopped(action);
  }

  private static boolean isStopped(Runnable action) {
    try {
      action.run();
      return false;
    } catch (OutOfMemoryError e) {
      return true;
    } finally {
      fill = null;
    }
  }

  /** A chain: of arrays, ever smaller ones, and in the end of links. */
  private static void fill() {
    fill = new Link(fill);
    for (int bytes = 1 << 20; bytes > ARRAY_HEADER; bytes /= 2) {
      try {
        while (true) {
          Object[] next = new Object[(bytes - ARRAY_HEADER) / 4];
          next[0] = fill;
          fill = next;
        }
      } catch (OutOfMemoryError e) {
        continue;
      }
    }
    try {
      while (true) {
        fill = new Link(fill);
      }
    } catch (OutOfMemoryError e) {
      return;
    }
  }
}
