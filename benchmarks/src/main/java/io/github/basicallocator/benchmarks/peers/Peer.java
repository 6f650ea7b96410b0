package io.github.basicallocator.benchmarks.peers;

import io.github.basicallocator.Allocator;
import java.util.Set;
import java.util.function.Supplier;

/**
 * An allocator that can be measured.
 *
 * @param name as it is typed
 * @param title as it stands in reports
 * @param limits what it cannot do
 */
public record Peer(
    String name, String title, Kind kind, Set<Limit> limits, Supplier<Source> opener) {

  /** What a peer hands out, and whose it is. */
  public enum Kind {
    OURS,
    ADDRESSES,
    OBJECTS,
    /** No allocator that a program could use: what the work costs without one. */
    NOTHING
  }

  /** Why a peer is left out of a workload. */
  public enum Limit {
    /** Its cost grows with the number of blocks. */
    LINEAR,
    /** A block can be freed by the thread that allocated it, and by no other; or there may be one thread at all. */
    CONFINED,
    /** Its threads must be threads of the system, which enter and leave, or are few, as their caches are large. */
    PLATFORM_THREADS,
    /** A block has the bytes of a cache line, whatever is asked for. */
    CACHE_LINES
  }

  static Peer ours(String name, String title, Supplier<Allocator> allocator, Limit... limits) {
    return new Peer(
        name, title, Kind.OURS, Set.of(limits), () -> new AddressSource(allocator.get()));
  }

  static Peer ofAddresses(
      String name, String title, Supplier<Allocator> allocator, Limit... limits) {
    return new Peer(
        name, title, Kind.ADDRESSES, Set.of(limits), () -> new AddressSource(allocator.get()));
  }

  static Peer ofObjects(String name, String title, Supplier<Source> opener, Limit... limits) {
    return new Peer(name, title, Kind.OBJECTS, Set.of(limits), opener);
  }

  /** The allocator, ready to be measured; a new one where there can be several in a process. */
  public Source open() {
    return opener.get();
  }

  /** Whether this machine and this JDK have what it needs; why not goes to standard error. */
  public boolean isAvailable() {
    try (Source source = open()) {
      source.enterThread();
      source.slots(1).allocateAndFree(64);
      source.leaveThread();
      return true;
    } catch (LinkageError | RuntimeException e) {
      System.err.printf("Leaving out %s: %s%n", title, e);
      return false;
    }
  }
}
