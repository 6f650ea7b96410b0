package io.github.basicallocator.ffm;

import io.github.basicallocator.Allocator;
import java.lang.foreign.Arena;

/**
 * Makes arenas whose memory comes from an {@link Allocator}. They keep every rule that {@link Arena}
 * states for arenas of one's own, with two differences from those of the JDK:
 *
 * <ul>
 *   <li>Memory is <b>not zeroed</b>, except by the arenas that say so. What a program writes in full
 *       anyway, as {@code allocateFrom} does, need not be zeroed first.
 *   <li>Every address is a multiple of {@link Allocator#DEFAULT_ALIGNMENT}, and of what was asked for.
 * </ul>
 *
 * <p><b>Memory.</b> An arena obtains blocks from the allocator and hands out pieces of them; the
 * blocks go back when it is closed, not earlier. The first is 1 KiB, or what is asked for where that
 * is more; each later one is twice as large as the one before, up to 1 MiB. What is larger than half
 * of the next block gets a block of its own, of exactly its size.
 *
 * <p><b>Errors.</b> Besides those of {@link Arena}: {@link OutOfMemoryError} where the allocator
 * refuses; the arena is as before then, and can be used on. An arena that nobody closes never gives
 * its memory back. The allocator must stay open as long as its arenas.
 *
 * <p><b>Thread safety.</b> Of a confined arena, everything but its scope belongs to the thread that
 * made it: others get a {@link WrongThreadException}. A shared arena is for all threads; a close that
 * races with the accesses of other threads lets them fail with {@link IllegalStateException}, and
 * memory is given back only when none of them can reach it any more. Cleanup actions of the program run
 * before that; while those of a shared arena run, other threads that use it wait.
 *
 * <p><b>Cost.</b> An allocation mostly adds to a pointer and makes the segment object. To open and
 * close a confined arena costs its scope, which only the JDK can make, and a request to the allocator
 * for each block. Where HotSpot sees all uses of an arena and of its segments, as it does in a short
 * method, it makes neither them nor the scope. Allocations in a shared arena take a lock, and its {@code close} stops all threads
 * for a moment, as in the JDK.
 *
 * <p>The JDK restricts segments at arbitrary addresses: allow them with {@code
 * --enable-native-access=io.github.basicallocator.ffm,io.github.basicallocator}, or {@code =ALL-UNNAMED} on the class path.
 */
public final class AllocatorArenas {
  private AllocatorArenas() {}

  /** An arena for the current thread. Its memory has undefined contents. */
  public static Arena ofConfined(Allocator allocator) {
    return new ConfinedArena(allocator, false);
  }

  /** An arena for the current thread. Its memory is zeroed, as that of {@link Arena#ofConfined}. */
  public static Arena ofConfinedZeroed(Allocator allocator) {
    return new ConfinedArena(allocator, true);
  }

  /** An arena for all threads. Its memory has undefined contents. */
  public static Arena ofShared(Allocator allocator) {
    return new SharedArena(allocator, false);
  }

  /** An arena for all threads. Its memory is zeroed, as that of {@link Arena#ofShared}. */
  public static Arena ofSharedZeroed(Allocator allocator) {
    return new SharedArena(allocator, true);
  }
}
