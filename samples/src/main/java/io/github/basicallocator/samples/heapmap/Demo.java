package io.github.basicallocator.samples.heapmap;

/** A session that shows all that can happen. */
final class Demo {
  static final String SESSION =
      """
      # The heap is empty. It grows by whole pages of 64 bytes, and the rest of them is free.
      a 200
      # The lowest free block that is large enough is split, and its tail taken: so what stays
      # free keeps its header where it is. Memory comes in granules of 16 bytes.
      a 30
      # A block of just the right size leaves the list.
      a 10
      # Some more, to have neighbours.
      a 70
      a 40
      a 64
      # Between blocks in use a freed block joins the list as it is.
      f 4
      # With a free neighbour below, the two become one ...
      f 5
      # ... so they do with one above ...
      f 2
      # ... and with both, three become one.
      f 1
      f 3
      # A block shrinks where it is, and grows into free memory right behind it.
      r 6 32
      r 6 48
      # If there is not enough it moves.
      r 6 100
      # An alignment of 128: free memory stays before the block, and behind it.
      a 20 128
      # The heap cannot grow for ever. A refusal changes nothing.
      a 600
      # In the end all of it is one block again.
      f 6
      f 7
      """;

  private Demo() {}
}
