package io.github.basicallocator.stress;

import io.github.basicallocator.memory.SpinLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * What {@link SpinLock} promises. Each actor runs in a thread of its own, over and over, in every
 * combination of the JIT compilers; an outcome that is not listed fails.
 *
 * <p>What these tests can refute was tried on x86_64 with two processors, on JDK 17. With a read and a
 * write in place of the compare-and-set both fail in every combination, from the interpreter to C2.
 * With {@code setOpaque} or a plain {@code set} in place of {@code setRelease} neither fails: x86_64
 * never makes stores visible out of order, and the JIT compilers did not reorder these, which the
 * language would have let them for {@code set}. It takes a machine of weaker order, such as aarch64,
 * to refute that.
 */
public final class SpinLockStress {
  private SpinLockStress() {}

  /** Two holders never overlap: no increment is lost. */
  @JCStressTest
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "One after the other.")
  @State
  public static class MutualExclusion {
    private final SpinLock lock = new SpinLock();
    private int count;

    @Actor
    public void first() {
      increment();
    }

    @Actor
    public void second() {
      increment();
    }

    @Arbiter
    public void sum(I_Result result) {
      result.r1 = count;
    }

    private void increment() {
      lock.lock();
      count++;
      lock.unlock();
    }
  }

  /** A holder sees all that the one before wrote by plain stores, or nothing of it. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The reader came first.")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The writer came first.")
  @State
  public static class Visibility {
    private final SpinLock lock = new SpinLock();
    private int x;
    private int y;

    @Actor
    public void write() {
      lock.lock();
      x = 1;
      y = 1;
      lock.unlock();
    }

    @Actor
    public void read(II_Result result) {
      lock.lock();
      result.r1 = y;
      result.r2 = x;
      lock.unlock();
    }
  }
}
