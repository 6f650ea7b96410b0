package io.github.basicallocator.magazine;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Here nobody calls {@code lookUp} unless it is said, so the table is empty and only the favourite is found. */
class ThreadCachesTest {
  private final ThreadCaches caches = new ThreadCaches();
  private final ExecutorService another = Executors.newSingleThreadExecutor(sameNumber());
  private final ExecutorService third = Executors.newSingleThreadExecutor(sameNumber());

  @AfterEach
  void endThreads() {
    another.shutdown();
    third.shutdown();
  }

  @Test
  void theFirstThreadIsTheFavouriteUntilAnotherComesMoreOften() throws Exception {
    ThreadCache mine = register();
    ThreadCache theirs = in(another, this::register);
    assertSame(mine, caches.current());
    assertNull(in(another, caches::current));
    caches.vote(theirs);
    assertNull(caches.current());
    assertSame(theirs, in(another, caches::current));
  }

  @Test
  void whoLooksAfterTheEndIsNotFoundAgain() {
    register();
    caches.close();
    caches.lookUp();
    assertNull(caches.current());
  }

  @Test
  void whoIsNotTheFavouriteIsFoundInTheTable() throws Exception {
    ThreadCache mine = register();
    ThreadCache theirs = in(another, this::register);
    in(another, caches::lookUp);
    assertSame(theirs, in(another, caches::current));
    assertSame(mine, caches.current());
  }

  @Test
  void ofThoseWithOneNumberTheLastToLookIsInTheTable() throws Exception {
    register();
    in(another, this::register);
    in(third, this::register);
    in(another, caches::lookUp);
    ThreadCache found = in(third, caches::lookUp);
    assertNull(in(another, caches::current));
    assertSame(found, in(third, caches::current));
  }

  @Test
  void aFavouriteLosesItsPlaceToTheMajorityHoweverOftenItCame() throws Exception {
    ThreadCache mine = register();
    ThreadCache theirs = in(another, this::register);
    for (int i = 0; i < 1_000_000; i++) {
      caches.vote(mine);
    }
    for (int i = 0; i < 100; i++) {
      caches.vote(theirs);
    }
    assertSame(theirs, in(another, caches::current));
  }

  @Test
  void aStripeIsNoFavourite() {
    ThreadCache mine = register();
    Cache stripe = new Cache();
    for (int i = 0; i < 1000; i++) {
      caches.vote(stripe);
    }
    assertSame(mine, caches.current());
  }

  @Test
  void whenTheFavouriteHasDiedTheNextOneIsAtOnce() throws Exception {
    Thread[] dead = new Thread[1];
    ThreadCache[] left = new ThreadCache[1];
    dead[0] = new Thread(() -> left[0] = register());
    dead[0].start();
    dead[0].join();
    for (int i = 0; i < 100; i++) {
      caches.vote(left[0]);
    }
    assertSame(left[0], caches.removeNextIfDead());
    ThreadCache mine = register();
    assertSame(mine, caches.current());
  }

  /** Two threads with one number become the favourite in turns, as fast as they can. */
  @Test
  void nobodyIsGivenTheCacheOfAnother() throws Exception {
    Callable<Integer> work =
        () -> {
          ThreadCache own;
          synchronized (caches) { // as the lock of SharedHeap
            own = register();
          }
          int found = 0;
          for (int i = 0; i < 500_000; i++) {
            ThreadCache current = caches.current();
            if (current != null) {
              assertSame(own, current);
              found++;
            } else {
              assertSame(own, caches.lookUp());
            }
            if (i % 8 == 0) {
              synchronized (caches) {
                caches.vote(own);
              }
            }
          }
          return found;
        };
    Future<Integer> one = another.submit(work);
    Future<Integer> two = third.submit(work);
    assertTrue(one.get() > 0 && two.get() > 0, "one of them is never found");
  }

  private ThreadCache register() {
    ThreadCache cache = new ThreadCache(Thread.currentThread());
    caches.register(cache);
    return cache;
  }

  private static <T> T in(ExecutorService thread, Callable<T> work) throws Exception {
    return thread.submit(work).get();
  }

  /** Threads that all have the same entry in the table, of which the main thread's is another one. */
  private static ThreadFactory sameNumber() {
    return work ->
        new Thread(work) {
          @Override
          public long getId() {
            return 4711;
          }
        };
  }
}
