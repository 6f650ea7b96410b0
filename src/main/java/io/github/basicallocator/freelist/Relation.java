package io.github.basicallocator.freelist;

/** How one block lies relative to another in the address space. */
public enum Relation {
  /** Below it, with something in between. */
  BEFORE,
  /** Below it, ending where the other starts. */
  ADJACENT_BEFORE,
  /** At least one byte is in both. */
  OVERLAPPING,
  /** Above it, starting where the other ends. */
  ADJACENT_AFTER,
  /** Above it, with something in between. */
  AFTER
}
