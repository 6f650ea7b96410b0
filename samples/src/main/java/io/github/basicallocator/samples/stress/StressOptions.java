package io.github.basicallocator.samples.stress;

/**
 * What a stress test does.
 *
 * @param steps allocations and deallocations of each thread
 * @param minAllocations allocations of each thread before its first deallocation
 * @param log2MaxSize sizes are below 2 to the power of this
 * @param threads how many threads share the allocator
 * @param seed of all that is random
 */
record StressOptions(long steps, long minAllocations, int log2MaxSize, int threads, long seed) {
  private static final int LARGEST_LOG2 = 40;
  private static final long MOST_STEPS = 1L << 50; // so that those of all threads can be added

  StressOptions {
    requireWithin("STEPS", steps, 0, MOST_STEPS);
    requireWithin("MIN_ALLOCATIONS", minAllocations, 0, MOST_STEPS);
    requireWithin("LOG2_MAX_SIZE", log2MaxSize, 1, LARGEST_LOG2);
    requireWithin("--threads", threads, 1, 1024);
    steps = Math.max(steps, minAllocations);
  }

  private static void requireWithin(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be from %d to %d, not %d".formatted(name, least, most, value));
    }
  }
}
