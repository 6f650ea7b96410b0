package io.github.basicallocator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is needed to free the memory of a block: all that its allocator wants to know. It does not refer
 * to the block, which could not be collected otherwise, since the cleaner refers to this.
 */
final class Allocation implements Runnable {
  static final String TRACK_PROPERTY = "basicallocator.track";

  private static final boolean TRACKING = Boolean.getBoolean(TRACK_PROPERTY);
  private static final Logger LOG = LoggerFactory.getLogger(NativeBlock.class);

  private final Allocator allocator;
  private final long size;
  private final long alignment;

  /** The stack of the allocation, or null without tracking. */
  private final Throwable site;

  private long address;
  private boolean armed;

  /** Of memory that is about to be allocated. */
  Allocation(Allocator allocator, long size, long alignment) {
    this(allocator, size, alignment, TRACKING ? site() : null);
  }

  private Allocation(Allocator allocator, long size, long alignment, Throwable site) {
    this.allocator = allocator;
    this.size = size;
    this.alignment = alignment;
    this.site = site;
  }

  long size() {
    return size;
  }

  /** From now on there is memory, which {@link #run} frees. */
  void arm(long newAddress) {
    address = newAddress;
    armed = true;
  }

  void free() {
    allocator.deallocate(address, size, alignment);
  }

  /** The address after a change of the size, by which this allocation is void. */
  long reallocate(long newSize) {
    return allocator.reallocate(address, size, newSize, alignment);
  }

  /** The allocation that is to take the place of this one. */
  Allocation resized(long newSize) {
    return new Allocation(allocator, newSize, alignment, site);
  }

  /** From now on {@link #run} does nothing. */
  void disarm() {
    armed = false;
  }

  /** Called by the cleaner: frees memory that was never closed, and reports it. */
  @Override
  public void run() {
    if (armed) {
      LOG.warn(
          "A block of {} bytes at 0x{} was never closed, and nothing refers to it any more. {} {}",
          size,
          Long.toHexString(address),
          freed(),
          site != null
              ? "It was allocated here:"
              : "-D%s=true shows where it was allocated.".formatted(TRACK_PROPERTY),
          site);
    }
  }

  /** The cleaner ignores exceptions; so they are in the report. */
  private String freed() {
    try {
      free();
      return "It is freed now.";
    } catch (RuntimeException | Error e) {
      return "It cannot be freed: %s.".formatted(e.getMessage());
    }
  }

  private static Throwable site() {
    return new Exception("allocated by the thread " + Thread.currentThread().getName());
  }
}
