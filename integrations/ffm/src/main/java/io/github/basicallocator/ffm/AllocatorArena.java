package io.github.basicallocator.ffm;

import io.github.basicallocator.Allocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * An arena in two halves: one of the JDK lends its scope and no memory, an allocator gives memory and
 * knows no scope.
 *
 * <p>The memory is in <em>blocks</em>. Of one of them the rest is used for what is asked for next:
 *
 * <pre>
 *     blockAddress           next                  end
 *     | taken | taken | taken | . . . . . . . . . . |     older → older → …
 * </pre>
 *
 * <pre>
 *   A1  A segment is made when its memory belongs to a block that is noted here: a close that comes
 *       between the two finds the memory, and then the segment cannot be made.
 *   A2  Blocks are given back when the scope is dead: no segment reaches them any more.
 *   A3  Each block is given back once.
 * </pre>
 *
 * Not thread-safe: a subclass sees to it that one thread at a time is in {@link #take} or {@link
 * #closeAndGiveBack}.
 */
abstract sealed class AllocatorArena implements Arena permits ConfinedArena, SharedArena {
  private static final long GRANULE = Allocator.DEFAULT_ALIGNMENT;
  private static final long MIN_BLOCK = 1 << 10;
  private static final long MAX_BLOCK = 1 << 20;

  /** What is larger shares no block, so that the allocator can zero it: fresh pages are zero already. */
  private static final long MAX_SHARING = MAX_BLOCK / 2;

  /** A block before the newest one. */
  private record Block(long address, long size, long alignment, Block older) {}

  private final Arena jdk;
  private final Allocator allocator;
  private final boolean zeroing;

  // The newest block. It is no Block: an arena of a single one, the most frequent, makes no object.
  private long blockAddress;
  private long blockSize;
  private long blockAlignment;
  private Block older;

  private long next;
  private long end;

  AllocatorArena(Arena jdk, Allocator allocator, boolean zeroing) {
    this.jdk = jdk;
    this.allocator = Objects.requireNonNull(allocator, "the allocator is null");
    this.zeroing = zeroing;
  }

  @Override
  public final MemorySegment.Scope scope() {
    return jdk.scope();
  }

  final void checkAlive() {
    if (!jdk.scope().isAlive()) {
      throw new IllegalStateException("this arena is closed");
    }
  }

  static void checkRequest(long byteSize, long byteAlignment) {
    if (byteSize < 0) {
      throw new IllegalArgumentException("the size is negative: %d bytes".formatted(byteSize));
    }
    if (byteAlignment <= 0 || (byteAlignment & (byteAlignment - 1)) != 0) {
      throw new IllegalArgumentException(
          "the alignment is not a power of two: %d".formatted(byteAlignment));
    }
  }

  /** Memory that nobody else has, for a checked request. */
  final long take(long byteSize, long byteAlignment) {
    long alignment = byteAlignment < GRANULE ? GRANULE : byteAlignment;
    long start = alignUp(next, alignment);
    long rest = end - start;
    if (rest > 0 && byteSize <= rest) {
      next = behind(start, byteSize);
      return start;
    }
    return takeFromNewBlock(byteSize, alignment);
  }

  /** Even an empty segment has an address of its own. */
  private static long behind(long start, long size) {
    return start + Math.max(size, 1);
  }

  /** The segment of memory that was taken; the scope refuses it when it has died meanwhile. */
  @SuppressWarnings("restricted")
  final MemorySegment segment(long address, long byteSize) {
    MemorySegment segment;
    try {
      segment = MemorySegment.ofAddress(address).reinterpret(byteSize, jdk, null);
    } catch (IllegalCallerException e) {
      throw refused(e);
    }
    if (zeroing && byteSize <= MAX_SHARING) {
      Zeroes.copyTo(segment);
    }
    return segment;
  }

  private long takeFromNewBlock(long size, long alignment) {
    Block former =
        blockSize == 0 ? null : new Block(blockAddress, blockSize, blockAlignment, older);
    long newSize = sizeOfBlockFor(size, blockSize);
    long address;
    try {
      address = obtain(allocator, newSize, alignment, zeroing && size > MAX_SHARING);
    } catch (OutOfMemoryError e) {
      if (newSize == Math.max(size, 1)) {
        throw e;
      }
      newSize = Math.max(size, 1); // there may be enough for what was asked for
      address = obtain(allocator, newSize, alignment, false);
    }
    blockAddress = address;
    blockSize = newSize;
    blockAlignment = alignment;
    older = former;
    if (newSize - size > end - next) {
      next = behind(address, size);
      end = address + newSize;
    }
    return address;
  }

  // Static, because HotSpot can do without the arena object only where no call that it does not
  // inline has the arena as an argument.

  private static long sizeOfBlockFor(long size, long formerSize) {
    if (formerSize == 0) {
      return size < MIN_BLOCK ? MIN_BLOCK : size;
    }
    long doubled = Math.clamp(2 * formerSize, MIN_BLOCK, MAX_BLOCK);
    return size > doubled / 2 ? size : doubled;
  }

  private static long obtain(Allocator allocator, long size, long alignment, boolean zeroed) {
    return zeroed ? allocator.allocateZeroed(size, alignment) : allocator.allocate(size, alignment);
  }

  private static void giveBack(
      Allocator allocator, long address, long size, long alignment, Block older) {
    allocator.deallocate(address, size, alignment);
    for (Block block = older; block != null; block = block.older) {
      allocator.deallocate(block.address, block.size, block.alignment);
    }
  }

  /**
   * Closes the scope, and where that succeeds gives all memory back, even if the program's own
   * cleanup actions failed.
   */
  final void closeAndGiveBack() {
    long size = blockSize;
    // A cleanup action may call close again, and others may still use the memory (A3).
    blockSize = 0;
    try {
      jdk.close();
    } finally {
      if (jdk.scope().isAlive()) {
        blockSize = size;
      } else if (size != 0) {
        giveBack(allocator, blockAddress, size, blockAlignment, older);
      }
    }
  }

  private static IllegalCallerException refused(IllegalCallerException refusal) {
    Module module = AllocatorArena.class.getModule();
    return new IllegalCallerException(
        "This JVM allows native code only where it is told to: start it with --enable-native-access=%s."
            .formatted(
                module.isNamed()
                    ? module.getName() + "," + Allocator.class.getModule().getName()
                    : "ALL-UNNAMED"),
        refusal);
  }

  private static long alignUp(long value, long alignment) {
    return (value + alignment - 1) & -alignment;
  }
}
