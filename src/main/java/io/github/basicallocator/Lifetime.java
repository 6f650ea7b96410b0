package io.github.basicallocator;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Whether the memory of a block may be accessed: from its allocation until it is closed or resized.
 * The block and its slices share it, and their buffers keep it; when the garbage collector has found
 * that nothing does any more, the memory is freed as {@link Allocation#run} says.
 *
 * <pre>
 *     NEW ── begin ──→ OPEN ── close ──→ CLOSED
 *                        └─── resize ──→ RESIZED ── refused ──→ OPEN
 * </pre>
 *
 * <p>It is made before there is memory, with all the objects that belong to it, and gets the address
 * last: so a full Java heap is met while nothing has been allocated or moved yet, and loses nothing.
 *
 * <p><b>Thread safety.</b> The state is volatile. Its reads and writes are synchronisation actions, of which the Java
 * memory model has one order for all threads, and that order agrees with the program of each. {@link #close} writes
 * {@code CLOSED}, which nothing overwrites, before it returns; each access reads the state before it touches memory. If
 * that read comes after the write, the access is refused. If it comes before, the access began before the close had
 * returned: the two race, which is what the caller must prevent. In the same way {@link #begin} writes the address
 * before {@code OPEN}: who reads {@code OPEN} has the address, whatever way it came by this object. Plain reads would
 * not do: the compiler may read the state once for many accesses. Nor would opaque ones: some processors let them
 * overtake an earlier volatile write, by which a thread may have learned that the close was over.
 *
 * <p>Leaving {@code OPEN} is a compare-and-set, so one of several closers wins, and the memory is freed
 * once.
 */
final class Lifetime {
  private static final int NEW = 0;
  private static final int OPEN = 1;
  private static final int CLOSED = 2;
  private static final int RESIZED = 3;

  private static final AtomicIntegerFieldUpdater<Lifetime> STATE =
      AtomicIntegerFieldUpdater.newUpdater(Lifetime.class, "state");
  private static final Cleaner CLEANER = Cleaner.create();

  private final Allocation allocation;
  private final Cleaner.Cleanable cleanable;
  private long address;
  private volatile int state = NEW;

  Lifetime(Allocation allocation) {
    this.allocation = allocation;
    this.cleanable = CLEANER.register(this, allocation);
  }

  /** All of the memory. */
  Extent extent() {
    return new Extent(this, 0, allocation.size());
  }

  /** Says where the memory is; from now on it may be accessed. */
  void begin(long newAddress) {
    address = newAddress;
    allocation.arm(newAddress);
    state = OPEN;
  }

  /** The address of the first byte, if this is or was open. */
  long address() {
    return address;
  }

  boolean isOpen() {
    return state == OPEN;
  }

  void requireOpen() {
    if (state != OPEN) {
      throw ended();
    }
  }

  /** Ends this lifetime and frees its memory. */
  void close() {
    leaveOpen(CLOSED);
    forget();
    allocation.free();
  }

  /** Ends this lifetime and starts the next one of the same contents; if that is refused, neither. */
  Extent resize(long newSize) {
    Lifetime next = new Lifetime(allocation.resized(newSize));
    Extent extent = next.extent();
    leaveOpen(RESIZED);
    long moved;
    try {
      moved = allocation.reallocate(newSize);
    } catch (RuntimeException | Error e) {
      state = OPEN;
      throw e;
    }
    forget();
    next.begin(moved);
    return extent;
  }

  /** This lifetime is not collected before {@code dependent} is. */
  void outlive(Object dependent) {
    CLEANER.register(dependent, this::released);
  }

  // Does nothing. What counts is that the cleaner refers to this until it is called.
  private void released() {}

  private void leaveOpen(int next) {
    if (!STATE.compareAndSet(this, OPEN, next)) {
      throw ended();
    }
  }

  /** From now on it is not a leak when this is collected. */
  private void forget() {
    try {
      allocation.disarm();
      cleanable.clean();
    } finally {
      // Until here the collector must not find this unreachable, and run the armed action
      // meanwhile.
      Reference.reachabilityFence(this);
    }
  }

  private IllegalStateException ended() {
    return new IllegalStateException(
        state == CLOSED
            ? "the block is closed"
            : "the block has been resized; slices taken before it are no longer valid");
  }
}
