package io.github.basicallocator.samples.stress;

/**
 * What was done.
 *
 * @param allocations of objects
 * @param deallocations of objects, before the end, when the rest is freed
 * @param peakObjects the most that there were at a time
 * @param peakBytes the most that they had together at a time, as they were asked for
 */
record StressResult(long allocations, long deallocations, long peakObjects, long peakBytes) {
  static final StressResult NOTHING = new StressResult(0, 0, 0, 0);

  StressResult withAllocation(long objects, long bytes) {
    return new StressResult(
        allocations + 1, deallocations, Math.max(peakObjects, objects), Math.max(peakBytes, bytes));
  }

  StressResult withDeallocation() {
    return new StressResult(allocations, deallocations + 1, peakObjects, peakBytes);
  }

  /** What two threads did; their peaks need not have been at the same time. */
  StressResult plus(StressResult other) {
    return new StressResult(
        allocations + other.allocations,
        deallocations + other.deallocations,
        peakObjects + other.peakObjects,
        peakBytes + other.peakBytes);
  }
}
