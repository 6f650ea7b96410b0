package io.github.basicallocator.samples;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on the terminal, drawn by a thread of its own five times a second, and gone in the end. */
final class ProgressInBar implements Progress {
  private static final int DETAILS = 200;

  private final long stepsPerDetail;
  private final AtomicLong done = new AtomicLong();
  private final ProgressBar bar;

  ProgressInBar(String task, long steps) {
    stepsPerDetail = Math.max(1, steps / DETAILS);
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .clearDisplayOnFinish()
            .build();
  }

  @Override
  public void advance(long more, Supplier<String> detail) {
    long now = done.addAndGet(more);
    bar.stepBy(more);
    if (now / stepsPerDetail > (now - more) / stepsPerDetail) {
      bar.setExtraMessage(" " + detail.get());
    }
  }

  @Override
  public void close() {
    bar.close();
  }
}
