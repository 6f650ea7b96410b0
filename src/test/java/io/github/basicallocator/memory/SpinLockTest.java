package io.github.basicallocator.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.basicallocator.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpinLockTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 50_000;

  private final SpinLock lock = new SpinLock();

  /** Two plain fields that only agree if each holder saw everything the last one wrote. */
  private long first;

  private long second;

  @Test
  void noUpdateIsLostBetweenThreads() throws InterruptedException {
    List<Throwable> failures = race(THREADS, ROUNDS);
    assertEquals(List.of(), failures);
    assertEquals((long) THREADS * ROUNDS, first);
    assertEquals(first, second);
  }

  @Test
  void onOneProcessorWaitersLetTheHolderFinish() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/taskset")), "taskset pins the child");
    var result = new ChildJvm("taskset", "-c", "0").run(SpinLockTest.class);
    assertEquals("held 200 times by 32 threads", result.output().strip());
    assertEquals(0, result.exitCode());
  }

  @Test
  void tryLockSaysWhetherItGotIn() {
    assertTrue(lock.tryLock());
    assertFalse(lock.tryLock());
    lock.unlock();
    assertTrue(lock.tryLock());
  }

  @Test
  void releasingALockNobodyHoldsIsNoticed() {
    assertThrows(AssertionError.class, lock::unlock);
  }

  @Test
  void anInterruptedWaiterStillGetsTheLockAndKeepsItsInterrupt() throws InterruptedException {
    lock.lock();
    boolean[] interrupted = new boolean[1];
    Thread waiter =
        new Thread(
            () -> {
              lock.lock();
              interrupted[0] = Thread.currentThread().isInterrupted();
              lock.unlock();
            });
    waiter.start();
    awaitParked(waiter);
    waiter.interrupt();
    Thread.sleep(5);
    assertTrue(waiter.isAlive(), "the lock is still held");
    lock.unlock();
    waiter.join();
    assertTrue(interrupted[0]);
  }

  @Test
  void lockSaysWhetherItHadToWait() throws InterruptedException {
    assertFalse(lock.lock());
    boolean[] waited = new boolean[1];
    Thread waiter = new Thread(() -> waited[0] = lock.lock());
    waiter.start();
    awaitParked(waiter);
    lock.unlock();
    waiter.join();
    assertTrue(waited[0]);
  }

  private static void awaitParked(Thread waiter) throws InterruptedException {
    for (int i = 0; waiter.getState() != Thread.State.TIMED_WAITING; i++) {
      assertTrue(i < 10_000, "it does not park: " + waiter.getState());
      Thread.sleep(1);
    }
  }

  private List<Throwable> race(int threads, int rounds) throws InterruptedException {
    List<Throwable> failures = new ArrayList<>();
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(() -> update(rounds));
      thread.setUncaughtExceptionHandler(
          (t, e) -> {
            synchronized (failures) {
              failures.add(e);
            }
          });
      thread.start();
      started.add(thread);
    }
    for (Thread thread : started) {
      thread.join();
    }
    return failures;
  }

  private void update(int rounds) {
    for (int i = 0; i < rounds; i++) {
      lock.lock();
      try {
        assertEquals(first, second);
        first++;
        second++;
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Threads that lose the processor while they hold the lock, again and again: each holder sleeps.
   * If waiters only span, every round would cost the holder whole time slices of all the others.
   */
  public static void main(String[] args) throws InterruptedException {
    SpinLock lock = new SpinLock();
    int[] held = new int[1];
    Thread[] threads = new Thread[32];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> holdAsleep(lock, held));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.printf("held %d times by %d threads%n", held[0], threads.length);
  }

  private static void holdAsleep(SpinLock lock, int[] held) {
    boolean more = true;
    while (more) {
      lock.lock();
      more = held[0] < 200;
      if (more) {
        held[0]++;
        try {
          Thread.sleep(1);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      lock.unlock();
    }
  }
}
