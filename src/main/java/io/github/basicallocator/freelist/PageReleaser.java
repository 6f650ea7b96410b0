package io.github.basicallocator.freelist;

import io.github.basicallocator.os.HeapGrower;
import io.github.basicallocator.os.MmapException;

/** Releases ranges of pages one after another, and does not stop at one that is refused. */
final class PageReleaser implements PageRanges.Visitor {
  private final HeapGrower grower;
  private MmapException refusal;

  PageReleaser(HeapGrower grower) {
    this.grower = grower;
  }

  @Override
  public void visit(long start, long size) {
    try {
      grower.release(start, size);
    } catch (MmapException e) {
      if (refusal == null) {
        refusal = e;
      } else {
        refusal.addSuppressed(e);
      }
    }
  }

  /** Throws what was refused, if anything was. */
  void rethrow() {
    if (refusal != null) {
      throw refusal;
    }
  }
}
