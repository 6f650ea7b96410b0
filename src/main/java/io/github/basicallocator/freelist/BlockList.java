package io.github.basicallocator.freelist;

import static io.github.basicallocator.freelist.FreeHeader.NONE;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import java.util.Iterator;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that is free: a linked list of blocks in the order of their addresses.
 *
 * <pre>
 *     first ──┐
 *             ▼
 *     ┌──────┬─────┬──────┬───────────┬──────┬───┬──────┬──────────────┐
 *     │ used │free │ used │   free    │ used │ f │ used │     free     │   addresses ──▶
 *     └──────┴─┬───┴──────┴─▲─┬───────┴──────┴▲┬─┴──────┴▲─────────────┘
 *              └────────────┘ └───────────────┘└─────────┘──▶ none
 * </pre>
 *
 * <p>Each block points to the next one; see {@link FreeHeader}. The order is what makes merging easy:
 * the two neighbours of a block in memory, if they are free, are its neighbours in the list.
 *
 * <pre>
 *     I1  Addresses strictly increase along the list.
 *     I2  No two blocks overlap.
 *     I3  No two blocks touch: adjacent blocks were merged.
 *     I4  Addresses and sizes are multiples of 16, and sizes are at least 16.
 * </pre>
 *
 * <p>A list is changed in two phases: first all that could be wrong is checked, and the logger told
 * what will be done; then links change. So a call that throws, be it the logger that does, has changed
 * nothing.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> Every operation is O(n) in the number of blocks it has
 * to pass, and each step waits for one load: the address of the next header is in the header before.
 */
public final class BlockList implements Iterable<FreeBlock> {
  private static final Logger LOG = LoggerFactory.getLogger(BlockList.class);

  /**
   * Both searches pass blocks by so many at a time, in a loop that counts. The JIT compiler then asks
   * whether to stop for the garbage collector after the count, and not at every step: its asking is a
   * load more, beside which processors fail to prefetch the headers. See docs/decisions.md.
   */
  private static final int STRIDE = 1000;

  /** Tells whether memory can be this list's at all. */
  interface Owner {
    boolean owns(long address, long size);
  }

  /** Asked once for each list: Logback takes a nanosecond to answer, a twelfth of an allocation. */
  private final boolean trace = LOG.isTraceEnabled();

  private long first = NONE;

  /** Makes an empty list. It tells of its steps if the logger's level is {@code trace} now. */
  public BlockList() {}

  // -------------------------------------------------------------------------------------------
  // Changing the list

  /**
   * Finds the first block with room for {@code size} bytes at a multiple of {@code alignment}, and
   * takes them out of the list: the whole block where they fit exactly, otherwise the tail of it, or
   * what is nearest to the tail and aligned.
   *
   * @param size bytes, a multiple of 16 above 0
   * @param alignment bytes, a power of two of at least 16
   * @return the address, or 0 if no block fits
   */
  public long popFit(long size, long alignment) {
    long previous = NONE;
    long block = first;
    while (true) {
      for (int i = 0; i < STRIDE; i++) {
        if (block == NONE) {
          return NONE;
        }
        if (trace) {
          LOG.trace("  is {} large enough for {} bytes?", describe(block), size);
        }
        // Take the tail, so the header of what remains stays where it is.
        long start = Alignment.alignDown(FreeHeader.end(block) - size, alignment);
        if (start >= block) {
          carve(previous, block, start, size);
          return start;
        }
        previous = block;
        block = FreeHeader.next(block);
      }
    }
  }

  /**
   * Puts memory into the list, merged with the blocks that it touches.
   *
   * @param address of the first byte, a multiple of 16 above 0
   * @param size bytes, a multiple of 16 above 0
   * @throws IllegalStateException if part of it is free already; the list is unchanged
   */
  public void add(long address, long size) {
    long previous = lastUpTo(address);
    requireNotFree(previous, address, size);
    insertAfter(previous, address, size, trace);
  }

  /** Adds memory as {@link #add} does, but memory that is new for certain; tells nobody, cannot fail. */
  void addNew(long address, long size) {
    insertAfter(lastUpTo(address), address, size, false);
  }

  /**
   * Makes memory in use smaller or larger where it is: gives its end to the list, or takes what it
   * lacks from the front of the free block behind it.
   *
   * @param address of the first byte, a multiple of 16 above 0
   * @param oldSize bytes, a multiple of 16 above 0
   * @param newSize bytes, a multiple of 16 above 0
   * @return whether it worked; if not, the memory behind is not free or not enough
   * @throws IllegalStateException if part of the memory is free; the list is unchanged
   */
  public boolean resize(long address, long oldSize, long newSize) {
    long previous = lastUpTo(address);
    requireNotFree(previous, address, oldSize);
    if (newSize < oldSize) {
      insertAfter(previous, address + newSize, oldSize - newSize, trace);
    } else if (newSize > oldSize) {
      long behind = address + oldSize;
      long missing = newSize - oldSize;
      long next = after(previous);
      if (next != behind || FreeHeader.size(next) < missing) {
        return false;
      }
      carve(previous, next, behind, missing);
    }
    return true;
  }

  /** Forgets every block. Their memory is not touched: it may be gone already. */
  void clear() {
    first = NONE;
  }

  // -------------------------------------------------------------------------------------------
  // Looking at it

  /** Whether nothing is free. */
  public boolean isEmpty() {
    return first == NONE;
  }

  /**
   * Goes along the list, which must not change meanwhile. Ends even where a corrupted list goes round
   * in circles; but where it leads to memory that is nobody's, reading a header there ends the JVM. Only
   * {@link RawAlloc#check()} asks first whose memory it is.
   */
  @Override
  public Iterator<FreeBlock> iterator() {
    return new BlockIterator(first);
  }

  /** Counts what is wrong with the order of the list. */
  public Validity validity() {
    return Validity.of(this);
  }

  /** Counts the blocks and their bytes. */
  public Stats stats() {
    return Stats.of(this);
  }

  /**
   * Checks I1 to I4 for each block. A list that leads to memory that is nobody's ends the JVM; see
   * {@link RawAlloc#check()}.
   *
   * @throws IllegalStateException naming the first invariant that is broken, and where
   */
  public void check() {
    check((address, size) -> true);
  }

  /**
   * Checks I1 to I4, and I5 of {@link RawAlloc}: every block lies in memory that {@code owner} owns.
   * That comes first, because reading a header that is nobody's could end the JVM.
   */
  void check(Owner owner) {
    long previous = NONE;
    long previousEnd = NONE;
    for (long block = first; block != NONE; block = FreeHeader.next(block)) {
      require(owner.owns(block, FreeHeader.BYTES), "I5", "leads to memory never obtained", block);
      long size = FreeHeader.size(block);
      require(block > previous, "I1", "is not above the block before it", block);
      require(block >= previousEnd, "I2", "overlaps the block before it", block);
      require(block != previousEnd, "I3", "touches the block before it", block);
      require(isGranular(block, size), "I4", "is not in granules: size " + size, block);
      require(owner.owns(block, size), "I5", "reaches into memory never obtained", block);
      previous = block;
      previousEnd = block + size;
    }
  }

  /** For example {@code BlockList(FreeBlock(0x7f10a000, 64), FreeBlock(0x7f10b000, 4096))}. */
  @Override
  public String toString() {
    StringJoiner blocks = new StringJoiner(", ", "BlockList(", ")");
    for (FreeBlock block : this) {
      blocks.add(block.toString());
    }
    return blocks.toString();
  }

  // -------------------------------------------------------------------------------------------
  // Steps

  /** The last block that ends at {@code address} or below, or none. */
  private long lastUpTo(long address) {
    long previous = NONE;
    long block = first;
    while (true) {
      for (int i = 0; i < STRIDE; i++) {
        if (block == NONE || FreeHeader.end(block) > address) {
          return previous;
        }
        previous = block;
        block = FreeHeader.next(block);
      }
    }
  }

  /** The block behind {@code previous} in the list; behind none comes the first. */
  private long after(long previous) {
    return previous == NONE ? first : FreeHeader.next(previous);
  }

  /** Makes {@code block} the one behind {@code previous}. */
  private void link(long previous, long block) {
    if (previous == NONE) {
      first = block;
    } else {
      FreeHeader.setNext(previous, block);
    }
  }

  private void requireNotFree(long previous, long address, long size) {
    // All up to previous end below, and the blocks behind next are above it: next decides.
    long next = after(previous);
    if (next != NONE && next - address < size) {
      throw new IllegalStateException(
          "%d bytes at 0x%x were given back, but %s is free already"
              .formatted(size, address, describe(next)));
    }
  }

  /** Puts memory that is not free behind {@code previous}, merged with what it touches. */
  private void insertAfter(long previous, long address, long size, boolean tell) {
    long next = after(previous);
    if (next == address + size) {
      if (tell) {
        LOG.trace("  merging {} bytes at {} with {} behind", size, hex(address), describe(next));
      }
      size += FreeHeader.size(next);
      next = FreeHeader.next(next);
    }
    if (previous != NONE && FreeHeader.end(previous) == address) {
      if (tell) {
        LOG.trace(
            "  merging {} bytes at {} with {} before", size, hex(address), describe(previous));
      }
      FreeHeader.write(previous, next, FreeHeader.size(previous) + size);
    } else {
      if (tell) {
        LOG.trace("  inserting {} bytes at {}", size, hex(address));
      }
      FreeHeader.write(address, next, size);
      link(previous, address);
    }
  }

  /**
   * Takes {@code size} bytes at {@code start} out of {@code block}. What lies before them in the
   * block stays a block, what lies behind becomes one; either may be nothing.
   *
   * <pre>
   *     block      start         start + size     end
   *     |  before  |   taken     |    behind      |
   * </pre>
   */
  private void carve(long previous, long block, long start, long size) {
    long before = start - block;
    long behind = FreeHeader.end(block) - (start + size);
    if (trace) {
      LOG.trace(
          "  taking {} bytes at {} from {}; {} stay before, {} behind",
          size,
          hex(start),
          describe(block),
          before,
          behind);
    }
    long next = FreeHeader.next(block);
    if (behind > 0) {
      FreeHeader.write(start + size, next, behind);
      next = start + size;
    }
    if (before > 0) {
      FreeHeader.write(block, next, before);
    } else {
      link(previous, next);
    }
  }

  private static boolean isGranular(long block, long size) {
    return size >= FreeHeader.BYTES && Alignment.isAligned(block | size, Layout.GRANULE);
  }

  private static void require(boolean holds, String invariant, String what, long block) {
    if (!holds) {
      throw new IllegalStateException(
          "%s broken: the free block at 0x%x %s".formatted(invariant, block, what));
    }
  }

  private static FreeBlock describe(long block) {
    return new FreeBlock(block, FreeHeader.size(block));
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }
}
