package io.github.basicallocator.benchmarks.speed;

import io.github.basicallocator.benchmarks.report.Markdown;
import io.github.basicallocator.benchmarks.report.Run;
import io.github.basicallocator.benchmarks.report.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables and plots of one run. */
public final class SpeedReport {
  private static final Map<String, String> WORKLOADS =
      Map.ofEntries(
          Map.entry("allocate-free", "A block is allocated and freed; nobody writes to it."),
          Map.entry(
              "churn-small",
              "Of 1,024 slots one at random gets another block, of 16 B to 4 KiB log-uniform, whose first 8"
                  + " bytes are written."),
          Map.entry(
              "churn-two-threads", "The same on two threads at once, each with its own slots."),
          Map.entry("churn-large", "The same with 256 slots and 4 KiB to 1 MiB."),
          Map.entry(
              "hand-over",
              "One thread allocates 64 B, another one frees, over a queue for the two."),
          Map.entry(
              "larson",
              "Two threads replace blocks of 8 to 1,000 B, and hand their slots to successors."),
          Map.entry("xmalloc", "One thread allocates, another one frees, in batches of 4,096."),
          Map.entry(
              "mstress",
              "25 rounds of two new threads that exchange blocks and leave some behind."),
          Map.entry(
              "rptest",
              "Two threads replace blocks of 8 to 16,000 B, a hundred at a time, and swap every second"
                  + " hundred."),
          Map.entry(
              "virtual-threads", "10,000 virtual threads churn in 8 slots each, and take turns."),
          Map.entry(
              "replay",
              "A recorded program; a byte is written at each end of a block. Times are of one operation,"
                  + " not of a pair."),
          Map.entry(
              "churn-growing",
              "Churn of blocks of 16 to 256 B, with so many of them live: cost must not grow with the"
                  + " heap."));

  private final Markdown text;
  private final String jdk;
  private final List<Contest> contests;

  private SpeedReport(Markdown text, Run<Speed> run) {
    this.text = text;
    jdk = run.jdk();
    contests = Contest.of(run.rows());
  }

  /** Adds the run to a text, and its plots to the folder. */
  public static void write(Run<Speed> run, Markdown text, Path folder) throws IOException {
    SpeedReport report = new SpeedReport(text, run);
    String name = "speed-jdk" + run.jdk().split("\\.")[0];
    text.heading(2, "Speed, JDK " + run.jdk());
    report.summary();
    SpeedPlots.ratios(report.contests, folder.resolve(name + ".png"));
    text.line("");
    text.image("Ratio to the fastest peer", name + ".png");
    if (SpeedPlots.growth(report.contests, folder.resolve(name + "-growing.png"))) {
      text.line("");
      text.image("Cost against live blocks", name + "-growing.png");
    }
    report.details();
  }

  private void summary() {
    text.tableHead(
        List.of("workload", "ours", "ns", "fastest peer", "its ns", "÷ fastest of the round"));
    for (Contest contest : contests) {
      for (Speed ours : contest.ours()) {
        contest
            .fastestPeer()
            .ifPresent(
                peer ->
                    text.row(
                        List.of(
                            contest.title(),
                            ours.title(),
                            ours.nanos().toString(),
                            peer.title(),
                            peer.nanos().toString(),
                            ratio(ours, contest))));
      }
    }
  }

  private void details() {
    String last = "";
    for (Contest contest : contests) {
      if (!contest.workload().equals(last)) {
        text.heading(3, "%s, JDK %s".formatted(contest.workload(), jdk));
        text.line(WORKLOADS.getOrDefault(contest.workload(), ""));
        last = contest.workload();
      }
      text.line("");
      text.tableHead(
          List.of(
              contest.variant().isEmpty() ? "allocator" : contest.variant(),
              "ns",
              "÷ fastest of the round",
              "Java heap, B/op"));
      contest.speeds().forEach(speed -> text.row(row(speed, contest)));
    }
  }

  private static List<String> row(Speed speed, Contest contest) {
    String heapBytes = String.format(Locale.ROOT, "%.1f", Math.abs(speed.heapBytes()));
    return List.of(speed.title(), speed.nanos().toString(), ratio(speed, contest), heapBytes);
  }

  private static String ratio(Speed speed, Contest contest) {
    return contest.ratio(speed).map(Spread::toString).orElse("");
  }
}
