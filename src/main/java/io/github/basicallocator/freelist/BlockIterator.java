package io.github.basicallocator.freelist;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Goes along a free list from block to block. A corrupted list may lead back to a block that was
 * passed before; the iteration then goes round a little and ends (Brent, “An Improved Monte Carlo
 * Factorization Algorithm”, 1980, section 2: a marker that is moved up after 1, 2, 4 … steps is met
 * again after at most three rounds). Whether an address can be read at all is not checked.
 */
final class BlockIterator implements Iterator<FreeBlock> {
  private long block;
  private long marker = FreeHeader.NONE;
  private long steps;
  private long stepsToMarker = 1;

  BlockIterator(long first) {
    block = first;
  }

  @Override
  public boolean hasNext() {
    return block != FreeHeader.NONE;
  }

  @Override
  public FreeBlock next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the free list ends here");
    }
    FreeBlock result = new FreeBlock(block, FreeHeader.size(block));
    if (block == marker) {
      block = FreeHeader.NONE;
    } else {
      if (++steps == stepsToMarker) {
        marker = block;
        steps = 0;
        stepsToMarker *= 2;
      }
      block = FreeHeader.next(block);
    }
    return result;
  }
}
