package io.github.basicallocator.benchmarks.footprint;

/**
 * What one allocator needed for one program, beyond what the JVM had before.
 *
 * @param live bytes asked for, at equally spaced moments of the run
 * @param resident growth of resident memory, in bytes, at the same moments
 * @param peakLive the most bytes asked for at once
 * @param peakResident the most growth of resident memory
 */
public record Residence(
    String peer,
    String title,
    String program,
    int copies,
    long[] live,
    long[] resident,
    long peakLive,
    long peakResident) {

  /** Peak live ÷ peak resident. */
  double atPeak() {
    return (double) peakLive / peakResident;
  }

  /** The mean of live ÷ resident over all the moments. */
  double onAverage() {
    double sum = 0;
    for (int i = 0; i < live.length; i++) {
      sum += (double) live[i] / Math.max(resident[i], 1);
    }
    return sum / live.length;
  }

  /** Resident ÷ live at the last moment. */
  double blowUpAtEnd() {
    int last = live.length - 1;
    return (double) resident[last] / live[last];
  }
}
