package io.github.basicallocator.magazine;

import java.util.Arrays;

/**
 * The rounds of all magazines of a cache, in one array: whoever pops or pushes finds everything in two arrays, and
 * follows no references from object to object.
 *
 * <pre>
 *     rounds    0   0  a  b  c  .  .   0  d  e   …
 *               ↑   ↑        ↑     ↑   ↑     ↑
 *               │   bottom  top   end  bottom top, end
 *               └── bottom, top and end of every class that has no room yet
 * </pre>
 *
 * The 0 at the bottom is what a pop finds in an empty stack, so it need not compare.
 *
 * <pre>
 *     M1  bottom ≤ top ≤ end ≤ bottom + room, the stacks do not overlap, and rounds[bottom] = 0.
 * </pre>
 *
 * <p><b>Thread safety.</b> None: whoever calls is the owner, or holds the lock that the cache is behind.
 */
class Stacks {
  /** No address; it lies above the top, where nobody takes it for one. */
  private static final long MARK = -1;

  private long[] rounds = new long[1];

  /** Of each class the index of the round on top, and of the last place that may be taken. */
  private final int[] marks = new int[2 * SizeClasses.COUNT];

  private final int[] bottoms = new int[SizeClasses.COUNT];
  private final int[] rooms = new int[SizeClasses.COUNT];
  private int used = 1;

  /** Takes the round on top; 0 if there is none. */
  final long pop(int sizeClass) {
    int top = marks[2 * sizeClass];
    long address = rounds[top];
    if (address != 0) {
      marks[2 * sizeClass] = top - 1;
    }
    return address;
  }

  /** Adds a round, an address that is not 0; false if the limit is reached. */
  final boolean push(int sizeClass, long address) {
    int next = marks[2 * sizeClass] + 1;
    if (next > marks[2 * sizeClass + 1]) {
      return false;
    }
    rounds[next] = address;
    marks[2 * sizeClass] = next;
    return true;
  }

  /** The round on top; 0 if there is none. */
  final long peek(int sizeClass) {
    return rounds[marks[2 * sizeClass]];
  }

  final int count(int sizeClass) {
    return marks[2 * sizeClass] - bottoms[sizeClass];
  }

  final int limit(int sizeClass) {
    return marks[2 * sizeClass + 1] - bottoms[sizeClass];
  }

  /** Each round, for checks. */
  final long round(int sizeClass, int index) {
    return rounds[bottoms[sizeClass] + 1 + index];
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
      rounds[lowest] = MARK;
    }
    return rounds[lowest];
  }

  /** Whether nothing was pushed on a stack, now empty, where it was as empty as it is now, since it was marked. */
  final boolean isOnlyPoppedSince(int sizeClass, long mark) {
    return rooms[sizeClass] == 0 || rounds[bottoms[sizeClass] + 1] == mark;
  }

  /** Moves the upper {@code count} rounds of another stack here, where there is room for them. */
  final void take(int sizeClass, Stacks other, int count) {
    int from = other.marks[2 * sizeClass] - count;
    int to = marks[2 * sizeClass];
    System.arraycopy(other.rounds, from + 1, rounds, to + 1, count);
    other.marks[2 * sizeClass] = from;
    marks[2 * sizeClass] = to + count;
  }

  /** Sets a limit that is not below the count. */
  final void setLimit(int sizeClass, int limit) {
    if (limit > rooms[sizeClass]) {
      makeRoom(sizeClass, Math.max(limit, 2 * rooms[sizeClass]));
    }
    marks[2 * sizeClass + 1] = bottoms[sizeClass] + limit;
  }

  /** Moves a stack to where there is more room: behind all others, or else everything to a larger array. */
  private void makeRoom(int sizeClass, int room) {
    if (used + 1 + room > rounds.length) {
      moveAll(new long[2 * (sumOfRooms() + room)]);
    }
    move(sizeClass, rounds, used);
    rooms[sizeClass] = room;
    used += 1 + room;
  }

  /** One after the other, without the gaps that moved stacks have left. */
  private void moveAll(long[] larger) {
    used = 1;
    for (int i = 0; i < bottoms.length; i++) {
      if (rooms[i] > 0) {
        move(i, larger, used);
        used += 1 + rooms[i];
      }
    }
    rounds = larger;
  }

  private void move(int sizeClass, long[] target, int bottom) {
    int by = bottom - bottoms[sizeClass];
    System.arraycopy(rounds, bottoms[sizeClass] + 1, target, bottom + 1, count(sizeClass));
    target[bottom] = 0;
    bottoms[sizeClass] = bottom;
    marks[2 * sizeClass] += by;
    marks[2 * sizeClass + 1] += by;
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
    for (int i = 0; i < bottoms.length; i++) {
      if (count(i) < 0 || count(i) > limit(i) || limit(i) > rooms[i] || rounds[bottoms[i]] != 0) {
        throw new IllegalStateException(
            "M1 broken: class %d has %d rounds, a limit of %d and room for %d"
                .formatted(i, count(i), limit(i), rooms[i]));
      }
    }
  }
}
