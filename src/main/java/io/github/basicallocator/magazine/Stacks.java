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
 *     words     t  t  …  t  0  ¬   0  a  b  c  .  .  ¬   0  d  e  ¬   …
 *               └─ tops ─┘  ↑      ↑        ↑     ↑      ↑     ↑
 *                      NOWHERE     bottom   top   end    bottom top, end
 * </pre>
 *
 * The word of a class is the index of its top. Below the lowest round is 0, which is what a pop finds in an empty
 * stack, and the word behind the end is below 0, which is what a push finds in a full one: neither has to count.
 * That word is what was there before with all bits inverted, so that nothing is forgotten when the end moves. Every
 * class that never had room has its bottom, top and end {@link #NOWHERE}.
 *
 * <pre>
 *     M1  bottom ≤ top ≤ end ≤ bottom + room, and stacks that have room do not overlap.
 *     M2  words[bottom] = 0, words[end + 1] &lt; 0, and no other word up to the end of the room is below 0.
 * </pre>
 *
 * <p><b>Thread safety.</b> None: whoever calls is the owner, or holds the lock that the cache is behind.
 */
class Stacks {
  /** No address; it lies above the top, where nobody takes it for one. */
  private static final long MARK = 1;

  private static final int NOWHERE = SizeClasses.COUNT;

  private long[] words;
  private final int[] bottoms;
  private final int[] limits;
  private final int[] rooms;
  private int used = NOWHERE + 2;

  Stacks() {
    words = new long[NOWHERE + 2];
    bottoms = new int[SizeClasses.COUNT];
    limits = new int[SizeClasses.COUNT];
    rooms = new int[SizeClasses.COUNT];
    Arrays.fill(bottoms, NOWHERE);
    Arrays.fill(words, 0, SizeClasses.COUNT, NOWHERE);
    words[NOWHERE + 1] = ~0;
  }

  /** Takes over all that another one has, which nobody may use any more. */
  Stacks(Stacks former) {
    words = former.words;
    bottoms = former.bottoms;
    limits = former.limits;
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
    long top = words[sizeClass];
    long address = words[(int) top];
    boolean aligned = // every round is a multiple of a granule
        alignment == Layout.GRANULE || Alignment.isValidAndAligned(address, alignment);
    if (address == 0 || !aligned) {
      return 0;
    }
    words[sizeClass] = top - 1;
    return address;
  }

  /** Adds a round, an address above 0; false if the limit is reached. */
  final boolean push(int sizeClass, long address) {
    long[] words = this.words;
    long next = words[sizeClass] + 1;
    if (words[(int) next] < 0) {
      return false;
    }
    words[(int) next] = address;
    words[sizeClass] = next;
    return true;
  }

  /** The round on top; 0 if there is none. */
  final long peek(int sizeClass) {
    return words[top(sizeClass)];
  }

  private int top(int sizeClass) {
    return (int) words[sizeClass];
  }

  private void setTop(int sizeClass, int top) {
    words[sizeClass] = top;
  }

  final int count(int sizeClass) {
    return top(sizeClass) - bottoms[sizeClass];
  }

  final int limit(int sizeClass) {
    return limits[sizeClass];
  }

  /** Each round, for checks. */
  final long round(int sizeClass, int index) {
    return words[bottoms[sizeClass] + 1 + index];
  }

  /**
   * Notes what is in the lowest place of a stack, for {@link #isOnlyPoppedSince}. Of an empty stack that has had room it
   * is overwritten first.
   */
  final long mark(int sizeClass) {
    int lowest = bottoms[sizeClass] + 1;
    if (rooms[sizeClass] > 0 && count(sizeClass) == 0) {
      words[lowest] = words[lowest] < 0 ? ~MARK : MARK;
    }
    return lowest(sizeClass);
  }

  /** Whether nothing was pushed on a stack, now empty, where it was as empty as it is now, since it was marked. */
  final boolean isOnlyPoppedSince(int sizeClass, long mark) {
    return lowest(sizeClass) == mark;
  }

  private long lowest(int sizeClass) {
    long word = words[bottoms[sizeClass] + 1];
    return word < 0 ? ~word : word;
  }

  /** Moves the upper {@code count} rounds of another stack here, where there is room for them. */
  final void take(int sizeClass, Stacks other, int count) {
    int from = other.top(sizeClass) - count;
    int to = top(sizeClass);
    System.arraycopy(other.words, from + 1, words, to + 1, count);
    other.setTop(sizeClass, from);
    setTop(sizeClass, to + count);
  }

  /** Sets a limit that is not below the count. */
  final void setLimit(int sizeClass, int limit) {
    if (limit > rooms[sizeClass]) {
      makeRoom(sizeClass, Math.max(limit, 2 * rooms[sizeClass]));
    }
    invertBehindEnd(sizeClass);
    limits[sizeClass] = limit;
    invertBehindEnd(sizeClass);
  }

  private void invertBehindEnd(int sizeClass) {
    int behind = bottoms[sizeClass] + limits[sizeClass] + 1;
    words[behind] = ~words[behind];
  }

  /** Moves a stack to where there is more room: behind all others, or else everything to a larger array. */
  private void makeRoom(int sizeClass, int room) {
    if (used + room + 2 > words.length) {
      moveAll(new long[NOWHERE + 2 + 2 * (places() + room)]);
    }
    move(sizeClass, words, used);
    rooms[sizeClass] = room;
    used += room + 2;
  }

  /** One after the other, without the gaps that moved stacks have left. */
  private void moveAll(long[] larger) {
    System.arraycopy(words, 0, larger, 0, NOWHERE + 2);
    used = NOWHERE + 2;
    for (int i = 0; i < bottoms.length; i++) {
      if (rooms[i] > 0) {
        move(i, larger, used);
        used += rooms[i] + 2;
      }
    }
    words = larger;
  }

  /** Moves what a stack has from its bottom to behind its end, to where all words are 0. */
  private void move(int sizeClass, long[] target, int bottom) {
    int count = count(sizeClass);
    System.arraycopy(words, bottoms[sizeClass], target, bottom, limits[sizeClass] + 2);
    int top = bottom + count;
    bottoms[sizeClass] = bottom;
    target[sizeClass] = top;
  }

  /** The places of all stacks, with what is below their bottoms and behind their ends. */
  private int places() {
    return Arrays.stream(rooms).sum() + 2 * rooms.length;
  }

  /**
   * Checks M1 and M2.
   *
   * @throws IllegalStateException naming the class for which one is broken
   */
  final void checkStacks() {
    BitSet taken = new BitSet(words.length);
    taken.set(0, NOWHERE + 2);
    for (int i = 0; i < bottoms.length; i++) {
      int bottom = bottoms[i];
      int behind = bottom + rooms[i] + 2;
      boolean ordered = count(i) >= 0 && count(i) <= limit(i) && limit(i) <= rooms[i];
      boolean apart =
          rooms[i] == 0
              ? bottom == NOWHERE
              : bottom > NOWHERE && taken.get(bottom, behind).isEmpty();
      if (!ordered || !apart || behind > words.length) {
        throw broken("M1", i);
      }
      taken.set(bottom, behind);
      for (int index = bottom; index < behind; index++) {
        boolean negative = words[index] < 0;
        if (negative != (index == bottom + limit(i) + 1)) {
          throw broken("M2", i);
        }
      }
      if (words[bottom] != 0) {
        throw broken("M2", i);
      }
    }
  }

  private IllegalStateException broken(String invariant, int sizeClass) {
    return new IllegalStateException(
        "%s broken: class %d has %d rounds, a limit of %d and room for %d at %d"
            .formatted(
                invariant,
                sizeClass,
                count(sizeClass),
                limit(sizeClass),
                rooms[sizeClass],
                bottoms[sizeClass]));
  }
}
