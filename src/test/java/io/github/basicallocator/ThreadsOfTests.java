package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Threads that tests need, whose failures are not lost. */
public final class ThreadsOfTests {
  /** What a thread of {@link #runInThread} is called. */
  public static final String SHORT_LIVED = "short-lived";

  private ThreadsOfTests() {}

  /** What a virtual thread does. */
  public interface Work {
    void run(int number) throws Exception;
  }

  /** Does it in a thread of its own, and waits for that to end. */
  public static void runInThread(Runnable work) throws InterruptedException {
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    Thread thread = new Thread(work, SHORT_LIVED);
    thread.setUncaughtExceptionHandler((failed, e) -> failures.add(e));
    thread.start();
    thread.join();
    assertEquals(List.of(), failures);
  }

  /** Does it {@code count} times, in a virtual thread each, and waits for all of them. JDK 21 and newer. */
  public static void runVirtual(int count, Work work) throws Exception {
    Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      Runnable caught =
          () -> {
            try {
              work.run(number);
            } catch (Throwable e) {
              failures.add(e);
            }
          };
      threads.add((Thread) start.invoke(null, caught));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), failures.subList(0, Math.min(failures.size(), 1)));
  }
}
