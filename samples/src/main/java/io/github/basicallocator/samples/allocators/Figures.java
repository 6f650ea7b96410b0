package io.github.basicallocator.samples.allocators;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.AllocatorStats;
import io.github.basicallocator.UnixAllocator;
import io.github.basicallocator.freelist.Stats;
import java.io.PrintWriter;
import java.util.Optional;

/** What allocators tell about themselves, in lines to print. They do not all tell the same. */
public final class Figures {
  private Figures() {}

  /**
   * Prints where the memory of an allocator is.
   *
   * @param indent what each line starts with
   */
  public static void print(Allocator allocator, String indent, PrintWriter out) {
    AllocatorStats stats = allocator.stats();
    if (allocator instanceof UnixAllocator unix) {
      print(indent, "from the kernel", bytes(stats.committed()), out);
      print(indent, "in use", bytes(stats.live()), out);
      print(indent, "free list", unix.freeList(), out);
      print(indent, "validity", unix.validity(), out);
    } else if (tells(allocator)) {
      print(indent, "from the kernel", bytes(stats.committed()), out);
      print(indent, "in use", bytes(stats.live()), out);
      print(indent, "in caches", bytes(stats.cached()), out);
      print(indent, "free", bytes(stats.free()), out);
      print(indent, "not resident", bytes(stats.purged()) + " of those that are free", out);
    } else {
      print(indent, "figures", "none: this allocator does not tell", out);
    }
  }

  /** Whether an allocator has figures at all. */
  public static boolean tells(Allocator allocator) {
    return !(allocator instanceof UnsafeAllocator);
  }

  /** The free list of an allocator that has one. */
  public static Optional<Stats> freeList(Allocator allocator) {
    return allocator instanceof UnixAllocator unix
        ? Optional.of(unix.freeList())
        : Optional.empty();
  }

  private static String bytes(long bytes) {
    return "%,d bytes".formatted(bytes);
  }

  private static void print(String indent, String label, Object value, PrintWriter out) {
    out.printf("%s%-16s %s%n", indent, label, value);
  }
}
