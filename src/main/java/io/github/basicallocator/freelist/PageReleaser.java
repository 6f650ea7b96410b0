package io.github.basicallocator.freelist;

import io.github.basicallocator.os.HeapGrower;

/** Releases ranges of pages one after another, and does not stop at one that is refused. */
final class PageReleaser implements PageRanges.Remover {
  private final HeapGrower grower;
  private RuntimeException refusal;

  PageReleaser(HeapGrower grower) {
    this.grower = grower;
  }

  @Override
  public boolean remove(long start, long size) {
    try {
      grower.release(start, size);
      return true;
    } catch (RuntimeException e) {
      if (refusal == null) {
        refusal = e;
      } else if (refusal != e) { // a grower may throw the same one again
        refusal.addSuppressed(e);
      }
      return false;
    }
  }

  /** Throws what was refused, if anything was: the first refusal, with the others in it. */
  void rethrow() {
    if (refusal != null) {
      throw refusal;
    }
  }
}
