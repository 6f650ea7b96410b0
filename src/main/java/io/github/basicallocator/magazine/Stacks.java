package io.github.basicallocator.magazine;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The rounds of all magazines of a cache, in one array with what says where they are: whoever pops or pushes follows
 * one reference.
 *
 * <pre>
 *     words     m  m  …  m  0   0  a  b  c  .  .   0  d  e   …
 *               └─ marks ┘  ↑   ↑        ↑     ↑   ↑     ↑
 *                      NOWHERE  bottom  top   end  bottom top, end
 * </pre>
 *
 * The mark of a class is the index of its top, and in the upper half how many more rounds may be pushed, less one:
 * below 0 there is no room. Every class that never had room has its bottom, top and end {@link #NOWHERE}. The 0 at the
 * bottom is what a pop finds in an empty stack, so it need not compare.
 *
 * <pre>
 *     M1  bottom ≤ top ≤ end ≤ bottom + room, the stacks do not overlap, and words[bottom] = 0.
 * </pre>
 *
 * <p><b>Thread safety.</b> None: whoever calls is the owner, or holds the lock that the cache is behind.
 */
class Stacks {
  /** No address; it lies above the top, where nobody takes it for one. */
  private static final long MARK = -1;

  /** What a push adds to a mark: one round more, room for one less. */
  private static final long PUSHED = 1 - (1L << Integer.SIZE);

  private static final int NOWHERE = SizeClasses.COUNT;

  private long[] words;
  private final int[] bottoms;
  private final int[] rooms;
  private int used = NOWHERE + 1;

  Stacks() {
    words = new long[NOWHERE + 1];
    bottoms = new int[SizeClasses.COUNT];
    rooms = new int[SizeClasses.COUNT];
    Arrays.fill(bottoms, NOWHERE);
    Arrays.fill(words, 0, SizeClasses.COUNT, markOf(NOWHERE, NOWHERE));
  }

  /** Takes over all that another one has, which nobody may use any more. */
  Stacks(Stacks former) {
    words = former.words;
    bottoms = former.bottoms;
    rooms = former.rooms;
    used = former.used;
  }

  /** Takes the round on top; 0 if there is none. */
  final long pop(int sizeClass) {
    return pop(sizeClass, Layout.GRANULE);
  }

  /** Takes the round on top if it is a multiple of {@code alignment}; 0 if not, or that is no power of two. */
  final long pop(int sizeClass, long alignment) {
    long[] words = this.words;
    long mark = words[sizeClass];
    long address = words[(int) mark];
    boolean aligned = // every round is a multiple of a granule
        alignment == Layout.GRANULE || Alignment.isValidAndAligned(address, alignment);
    if (address == 0 || !aligned) {
      return 0;
    }
    words[sizeClass] = mark - PUSHED;
    return address;
  }

  /** Adds a round, an address that is not 0; false if the limit is reached. */
  final boolean push(int sizeClass, long address) {
    long[] words = this.words;
    long mark = words[sizeClass];
    if (mark < 0) {
      return false;
    }
    words[(int) mark + 1] = address;
    words[sizeClass] = mark + PUSHED;
    return true;
  }

  /** The round on top; 0 if there is none. */
  final long peek(int sizeClass) {
    return words[top(sizeClass)];
  }

  private int top(int sizeClass) {
    return (int) words[sizeClass];
  }

  private int end(int sizeClass) {
    int more = 1 + (int) (words[sizeClass] >> Integer.SIZE);
    return top(sizeClass) + more;
  }

  private void setMark(int sizeClass, int top, int end) {
    words[sizeClass] = markOf(top, end);
  }

  private static long markOf(int top, int end) {
    return (long) (end - top - 1) << Integer.SIZE | top;
  }

  final int count(int sizeClass) {
    return top(sizeClass) - bottoms[sizeClass];
  }

  final int limit(int sizeClass) {
    return end(sizeClass) - bottoms[sizeClass];
  }

  /** Each round, for checks. */
  final long round(int sizeClass, int index) {
    return words[bottoms[sizeClass] + 1 + index];
  }

  /**
   * Notes what is in the lowest place of a stack, for {@link #isOnlyPoppedSince}. Of an empty stack with room for
   * one it is overwritten first.
   */
  final long mark(int sizeClass) {
    int lowest = bottoms[sizeClass] + 1;
    if (rooms[sizeClass] == 0) {
      return 0;
    }
    if (count(sizeClass) == 0) {
      words[lowest] = MARK;
    }
    return words[lowest];
  }

  /** Whether nothing was pushed on a stack, now empty, where it was as empty as it is now, since it was marked. */
  final boolean isOnlyPoppedSince(int sizeClass, long mark) {
    return rooms[sizeClass] == 0 || words[bottoms[sizeClass] + 1] == mark;
  }

  /** Moves the upper {@code count} rounds of another stack here, where there is room for them. */
  final void take(int sizeClass, Stacks other, int count) {
    int from = other.top(sizeClass) - count;
    int to = top(sizeClass);
    System.arraycopy(other.words, from + 1, words, to + 1, count);
    other.setMark(sizeClass, from, other.end(sizeClass));
    setMark(sizeClass, to + count, end(sizeClass));
  }

  /** Sets a limit that is not below the count. */
  final void setLimit(int sizeClass, int limit) {
    if (limit > rooms[sizeClass]) {
      makeRoom(sizeClass, Math.max(limit, 2 * rooms[sizeClass]));
    }
    setMark(sizeClass, top(sizeClass), bottoms[sizeClass] + limit);
  }

  /** Moves a stack to where there is more room: behind all others, or else everything to a larger array. */
  private void makeRoom(int sizeClass, int room) {
    if (used + 1 + room > words.length) {
      moveAll(new long[NOWHERE + 1 + 2 * (sumOfRooms() + room)]);
    }
    move(sizeClass, words, used);
    rooms[sizeClass] = room;
    used += 1 + room;
  }

  /** One after the other, without the gaps that moved stacks have left. */
  private void moveAll(long[] larger) {
    System.arraycopy(words, 0, larger, 0, SizeClasses.COUNT);
    used = NOWHERE + 1;
    for (int i = 0; i < bottoms.length; i++) {
      if (rooms[i] > 0) {
        move(i, larger, used);
        used += 1 + rooms[i];
      }
    }
    words = larger;
  }

  private void move(int sizeClass, long[] target, int bottom) {
    int count = count(sizeClass);
    int limit = limit(sizeClass);
    System.arraycopy(words, bottoms[sizeClass] + 1, target, bottom + 1, count);
    target[bottom] = 0;
    bottoms[sizeClass] = bottom;
    target[sizeClass] = markOf(bottom + count, bottom + limit);
  }

  /** The places of all stacks, with those of their bottoms. */
  private int sumOfRooms() {
    return Arrays.stream(rooms).sum() + rooms.length + 1;
  }

  /**
   * Checks M1.
   *
   * @throws IllegalStateException naming the class for which it is broken
   */
  final void checkStacks() {
    BitSet taken = new BitSet(words.length);
    taken.set(0, NOWHERE + 1);
    for (int i = 0; i < bottoms.length; i++) {
      int bottom = bottoms[i];
      int end = bottom + 1 + rooms[i];
      boolean ordered = count(i) >= 0 && count(i) <= limit(i) && limit(i) <= rooms[i];
      boolean apart = rooms[i] == 0 || taken.get(bottom, end).isEmpty();
      if (!ordered || !apart || end > words.length || words[bottom] != 0) {
        throw new IllegalStateException(
            "M1 broken: class %d has %d rounds, a limit of %d and room for %d at %d"
                .formatted(i, count(i), limit(i), rooms[i], bottom));
      }
      taken.set(bottom, end);
    }
  }
}
