package io.github.basicallocator.freelist;

/**
 * What is wrong with a list, counted over each pair of neighbours in it. A list that was never
 * corrupted has three zeros.
 *
 * @param overlaps pairs that share memory
 * @param adjacents pairs that touch, in either order, and should have been merged
 * @param outOfOrders pairs of which the second has the lower address
 */
public record Validity(long overlaps, long adjacents, long outOfOrders) {
  /** Whether nothing is wrong. */
  public boolean isValid() {
    return overlaps == 0 && adjacents == 0 && outOfOrders == 0;
  }

  /** Goes along {@code blocks} in the order of the list and compares each with the one before. */
  static Validity of(Iterable<FreeBlock> blocks) {
    long overlaps = 0;
    long adjacents = 0;
    long outOfOrders = 0;
    FreeBlock previous = null;
    for (FreeBlock block : blocks) {
      if (previous != null) {
        Relation relation = previous.relationTo(block);
        overlaps += relation == Relation.OVERLAPPING ? 1 : 0;
        adjacents +=
            relation == Relation.ADJACENT_BEFORE || relation == Relation.ADJACENT_AFTER ? 1 : 0;
        outOfOrders += previous.address() >= block.address() ? 1 : 0;
      }
      previous = block;
    }
    return new Validity(overlaps, adjacents, outOfOrders);
  }
}
