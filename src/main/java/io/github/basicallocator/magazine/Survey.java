package io.github.basicallocator.magazine;

import io.github.basicallocator.magazine.Stripes.Stripe;
import io.github.basicallocator.segregated.Heaps;
import java.util.function.Supplier;

/**
 * All that can be seen of a shared heap and its caches, for statistics and checks. It is given to {@link
 * SharedHeap#survey} for the time of a call.
 *
 * <p>Figures of caches are exact when their threads rest. <b>Thread safety.</b> None; it is used under the lock.
 */
public final class Survey {
  private final Heaps heaps;
  private final BlockSource source;
  private final CacheKeeper keeper;
  private final Stripes stripes;

  Survey(Heaps heaps, BlockSource source, CacheKeeper keeper, Stripes stripes) {
    this.heaps = heaps;
    this.source = source;
    this.keeper = keeper;
    this.stripes = stripes;
  }

  /** Everything below the caches, to which a round is in use like any other block. */
  public Heaps heaps() {
    return heaps;
  }

  /** Bytes in blocks of a class that are in use, as the heaps see it. */
  public long usedBytes(int sizeClass) {
    return source.usedBytes(sizeClass);
  }

  /** Bytes of the rounds of a class, in all caches. */
  public long cachedBytes(int sizeClass) {
    long[] bytes = new long[1];
    forEach((owner, cache) -> bytes[0] += cache.bytes(sizeClass));
    return bytes[0];
  }

  /** Bytes of all rounds, in all caches. */
  public long cachedBytes() {
    long[] bytes = new long[1];
    forEach((owner, cache) -> bytes[0] += cache.bytes());
    return bytes[0];
  }

  /** Is told the bytes of the rounds of one cache, and how many it may have. */
  public interface CacheVisitor {
    void visit(String owner, long cachedBytes, long grantedBytes);
  }

  /** Tells each cache: those of threads, those that virtual threads share, and the depot. */
  public void caches(CacheVisitor visitor) {
    forEach((owner, cache) -> visitor.visit(owner.get(), cache.bytes(), cache.grant()));
  }

  private interface Visitor {
    void visit(Supplier<String> owner, Cache cache);
  }

  private void forEach(Visitor visitor) {
    for (ThreadCache cache : keeper.threads().all()) {
      visitor.visit(cache.owner::getName, cache);
    }
    for (ThreadCache cache : keeper.orphans()) {
      visitor.visit(cache.owner::getName, cache);
    }
    int number = 0;
    for (Stripe stripe : (Iterable<Stripe>) stripes.all()::iterator) {
      int own = number++;
      visitor.visit(() -> "virtual threads " + own, stripe.cache);
    }
    visitor.visit(() -> "depot", keeper.depot());
  }

  void check() {
    heaps.check();
    Cache.RoundTest test = keeper.newRoundTest();
    forEach((owner, cache) -> cache.check(test));
    long classes = 0;
    for (int sizeClass = 1; sizeClass < SizeClasses.COUNT; sizeClass++) {
      classes += usedBytes(sizeClass);
    }
    if (classes > heaps.usedBytes()) {
      throw new IllegalStateException(
          "S1 broken: %d bytes of all classes, but %d in use"
              .formatted(classes, heaps.usedBytes()));
    }
  }
}
