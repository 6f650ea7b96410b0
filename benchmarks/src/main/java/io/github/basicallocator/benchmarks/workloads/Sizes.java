package io.github.basicallocator.benchmarks.workloads;

import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** Sizes to ask for, drawn beforehand: a logarithm would cost more than an allocation. */
public final class Sizes {
  /** Few enough to stay in the first-level cache, too many for the branch predictor to learn. */
  private static final int COUNT = 4096;

  private final int[] sizes = new int[COUNT];

  private Sizes(IntUnaryOperator draw) {
    for (int i = 0; i < COUNT; i++) {
      sizes[i] = draw.applyAsInt(i);
    }
  }

  /** Each doubling from {@code least} to {@code most} is as likely as any other; in bytes. */
  public static Sizes logUniform(int least, int most, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double doublings = Math.log((double) most / least);
    return new Sizes(i -> (int) Math.round(least * Math.exp(doublings * random.nextDouble())));
  }

  /** Each size from {@code least} to {@code most} is as likely as any other; in bytes. */
  public static Sizes uniform(int least, int most, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Sizes(i -> random.nextInt(least, most + 1));
  }

  /** Likelier the smaller they are: from {@code most} on, likelihood grows in a line; in bytes. */
  public static Sizes falling(int least, int most, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Sizes(
        i -> Math.min(random.nextInt(least, most + 1), random.nextInt(least, most + 1)));
  }

  /** 8 bytes to 1 KiB, and of every hundred one up to 64 KiB, log-uniform both. */
  public static Sizes mostlySmall(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Sizes small = logUniform(8, 1 << 10, seed);
    Sizes large = logUniform(1 << 10, 1 << 16, seed);
    return new Sizes(i -> (random.nextInt(100) == 0 ? large : small).pick(i));
  }

  /** One of some sizes. */
  public static Sizes oneOf(long seed, int... choices) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Sizes(i -> choices[random.nextInt(choices.length)]);
  }

  /** A size for a random number, of which the lowest bits are used. */
  public int pick(long random) {
    return sizes[(int) random & COUNT - 1];
  }
}
