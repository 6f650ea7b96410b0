package io.github.basicallocator.magazine;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that looks after a shared heap at intervals, so that also a program that frees all it has and then rests gives
 * back what it does not need.
 *
 * <p>It is a daemon, and ends when there is nothing left to do and no thread that has a cache: who uses the heap next starts
 * a new one. It refers to the heap's {@link Housekeeping} weakly, so that one that is forgotten does not live on by that.
 *
 * <p><b>Thread safety.</b> Whatever it does to the heap it does under the lock of that. <b>Cost.</b> That of {@link
 * Housekeeping#tidy} for each interval.
 */
final class Housekeeper implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);

  private final WeakReference<Housekeeping> work;
  private final long nanos;

  private Housekeeper(Housekeeping work, Duration interval) {
    this.work = new WeakReference<>(work);
    this.nanos = interval.toNanos();
  }

  /**
   * Starts one.
   *
   * @throws OutOfMemoryError if the machine has no room for a thread
   */
  static Thread start(Housekeeping work, Duration interval) {
    // Neither the thread-locals nor the context class loader of whoever happens to be here are
    // taken over.
    Housekeeper keeper = new Housekeeper(work, interval);
    Thread thread = new Thread(null, keeper, "basic-allocator-housekeeper", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
    return thread;
  }

  @Override
  public void run() {
    boolean more = true;
    while (more) {
      LockSupport.parkNanos(nanos);
      if (!Thread.interrupted()) { // whoever means this thread by that: it goes on
        Housekeeping found = work.get();
        more = found != null && tidy(found);
      }
    }
  }

  private static boolean tidy(Housekeeping work) {
    try {
      return work.tidy();
    } catch (IllegalStateException e) {
      work.noteError(e); // it is for whoever asks next, as nobody has called
      LOG.error("found while giving back what idles", e);
      return true;
    } catch (OutOfMemoryError e) {
      return true; // of Java's heap; the next time there may be room
    } catch (RuntimeException | Error e) {
      work.noteEnd(); // this thread's
      throw e;
    }
  }
}
