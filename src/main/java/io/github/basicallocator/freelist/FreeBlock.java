package io.github.basicallocator.freelist;

/**
 * A free block as it was when somebody looked: what iterating over a {@link BlockList} yields. The
 * block itself is memory; this is a description of it, and does not change when the block does.
 *
 * @param address of the first byte
 * @param size in bytes, header included
 */
public record FreeBlock(long address, long size) {
  /** The address behind the last byte. */
  public long end() {
    return address + size;
  }

  /** How this block lies relative to {@code other}. */
  public Relation relationTo(FreeBlock other) {
    if (end() < other.address) {
      return Relation.BEFORE;
    }
    if (end() == other.address) {
      return Relation.ADJACENT_BEFORE;
    }
    if (address > other.end()) {
      return Relation.AFTER;
    }
    return address == other.end() ? Relation.ADJACENT_AFTER : Relation.OVERLAPPING;
  }

  @Override
  public String toString() {
    return "FreeBlock(0x%x, %d)".formatted(address, size);
  }
}
