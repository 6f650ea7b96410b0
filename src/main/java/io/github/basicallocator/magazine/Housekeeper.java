package io.github.basicallocator.magazine;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that looks after shared heaps at intervals, whether or not a program calls: without it, one that frees all it
 * has and then rests would keep the pages.
 *
 * <p>There is one for all allocators of the process, a daemon, and only while there is an allocator to look after. It
 * refers to them weakly: who forgets one does not keep it alive by that.
 *
 * <p><b>Thread safety.</b> Any thread. <b>Cost.</b> That of {@link SharedHeap#tidy} for each heap and interval.
 */
final class Housekeeper implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);

  private static final long SECONDS_WITHOUT_WORK = 1;

  private static final ScheduledThreadPoolExecutor THREAD = newThread();

  private final WeakReference<SharedHeap> heap;
  private Future<?> task;

  private Housekeeper(SharedHeap heap) {
    this.heap = new WeakReference<>(heap);
  }

  /** From now on a heap is looked after, until {@link #stop}. */
  static Housekeeper start(SharedHeap heap, Duration interval) {
    Housekeeper keeper = new Housekeeper(heap);
    long nanos = interval.toNanos();
    synchronized (keeper) {
      keeper.task = THREAD.scheduleWithFixedDelay(keeper, nanos, nanos, TimeUnit.NANOSECONDS);
    }
    return keeper;
  }

  synchronized void stop() {
    task.cancel(false);
  }

  /** Whether nobody looks after its heap any more. */
  synchronized boolean isStopped() {
    return task.isCancelled();
  }

  @Override
  public void run() {
    SharedHeap found = heap.get();
    if (found == null) {
      stop();
      return;
    }
    try {
      found.tidy();
    } catch (RuntimeException | OutOfMemoryError e) { // there is nobody to throw it at
      LOG.error("an allocator could not give back what it does not need", e);
    }
  }

  private static ScheduledThreadPoolExecutor newThread() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              // Nothing is inherited, so that whoever made the first allocator can be unloaded.
              Thread thread = new Thread(null, task, "basic-allocator-housekeeper", 0, false);
              thread.setDaemon(true);
              thread.setContextClassLoader(null);
              return thread;
            });
    executor.setKeepAliveTime(SECONDS_WITHOUT_WORK, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }
}
