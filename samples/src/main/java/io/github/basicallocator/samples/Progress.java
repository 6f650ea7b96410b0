package io.github.basicallocator.samples;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** How far a long run has come. Any thread may call. */
public interface Progress extends AutoCloseable {
  /** Tells nobody. */
  Progress SILENT =
      new Progress() {
        @Override
        public void advance(long steps, Supplier<String> detail) {}

        @Override
        public void close() {}
      };

  /** A bar on a terminal, otherwise some lines of text. */
  static Progress create(String task, long steps, PrintWriter out) {
    return Terminal.isInteractive()
        ? new ProgressInBar(task, steps)
        : new ProgressInLines(steps, out);
  }

  /** A bar on a terminal, otherwise nothing. */
  static Progress createBar(String task, long steps) {
    return Terminal.isInteractive() ? new ProgressInBar(task, steps) : SILENT;
  }

  /**
   * Notes that {@code steps} more are done.
   *
   * @param detail what else there is to say; asked for only when it will be seen
   */
  void advance(long steps, Supplier<String> detail);

  @Override
  void close();
}
