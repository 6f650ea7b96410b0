package io.github.basicallocator.samples;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** Sixteen lines of text, one at each sixteenth of the way. */
final class ProgressInLines implements Progress {
  private static final int LINES = 16;

  private final long steps;
  private final PrintWriter out;
  private long done;

  ProgressInLines(long steps, PrintWriter out) {
    this.steps = steps;
    this.out = out;
  }

  @Override
  public synchronized void advance(long more, Supplier<String> detail) {
    done += more;
    if (linesUntil(done) > linesUntil(done - more)) {
      int width = "%,d".formatted(steps).length();
      out.println(("step %," + width + "d of %,d: %s").formatted(done, steps, detail.get()));
    }
  }

  private long linesUntil(long step) {
    return steps == 0 ? 0 : (long) (step * (double) LINES / steps);
  }

  @Override
  public void close() {}
}
