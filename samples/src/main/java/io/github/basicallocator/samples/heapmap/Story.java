package io.github.basicallocator.samples.heapmap;

import io.github.basicallocator.freelist.FreeBlock;
import java.util.Optional;

/** Tells in words what the allocator did, by what is free before and after. */
final class Story {
  private final Snapshot before;
  private final Snapshot after;

  Story(Snapshot before, Snapshot after) {
    this.before = before;
    this.after = after;
  }

  String ofAllocation(UsedBlock block) {
    return "block %d: %s. %s"
        .formatted(block.number(), extent(block), origin(block.offset(), block.end()));
  }

  String ofFree(UsedBlock block) {
    return "block %d is free again: %s"
        .formatted(block.number(), destination(block.offset(), block.end()));
  }

  String ofResize(UsedBlock old, UsedBlock now) {
    String which = "block " + now.number();
    if (now.offset() != old.offset()) {
      return "%s cannot have %d bytes where it is, so it moved: %s. %s The old place is free: %s"
          .formatted(
              which,
              now.size(),
              extent(now),
              origin(now.offset(), now.end()),
              destination(old.offset(), old.end()));
    }
    if (now.end() < old.end()) {
      return "%s shrank where it is: %s. Its last %d bytes are free: %s"
          .formatted(which, extent(now), old.end() - now.end(), destination(now.end(), old.end()));
    }
    if (now.end() > old.end()) {
      return "%s grew where it is: %s. %s"
          .formatted(which, extent(now), origin(old.end(), now.end()));
    }
    return "%s stays as it is: its granules of 16 hold %d bytes, too".formatted(which, now.size());
  }

  private static String extent(UsedBlock block) {
    String taken =
        block.blockSize() == block.size() ? "" : " (takes %d)".formatted(block.blockSize());
    String unit = block.size() == 1 ? "byte" : "bytes";
    return "%d %s%s at +%d".formatted(block.size(), unit, taken, block.offset());
  }

  /** Where the memory from {@code start} to {@code end}, now in use, came from. */
  private String origin(long start, long end) {
    Optional<FreeBlock> source = before.freeAt(start);
    if (source.isEmpty() || source.get().end() < end) {
      return growth(start, end);
    }
    FreeBlock free = source.get();
    if (free.address() == start && free.end() == end) {
      return "Exact fit: all of the free block at +%d.".formatted(free.address());
    }
    String part =
        free.end() == end ? "the tail" : free.address() == start ? "the front" : "the middle";
    return "Split: %s of the %d free bytes at +%d; %d stay free."
        .formatted(part, free.size(), free.address(), free.size() - (end - start));
  }

  private String growth(long start, long end) {
    long grown = after.grown() - before.grown();
    long rest = grown - (end - start);
    return "Nothing free fits, so the heap has grown by %d bytes; %s"
        .formatted(
            grown, rest == 0 ? "all of it is needed." : "%d of them are free.".formatted(rest));
  }

  /** What became of the memory from {@code start} to {@code end}, now free. */
  private String destination(long start, long end) {
    // It was in use, so a free block can only reach beyond it by a merge.
    FreeBlock now = after.freeAt(start).orElseThrow();
    boolean below = now.address() < start;
    boolean above = now.end() > end;
    String merge = "no neighbour is free, so it is a new block of the list";
    if (below && above) {
      merge = "merged with the free blocks below and above";
    } else if (below || above) {
      merge = "merged with the free block " + (below ? "below" : "above");
    }
    return "%s, %d bytes at +%d.".formatted(merge, now.size(), now.address());
  }
}
