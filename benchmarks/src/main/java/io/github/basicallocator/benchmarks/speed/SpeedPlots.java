package io.github.basicallocator.benchmarks.speed;

import io.github.basicallocator.benchmarks.peers.Peer.Kind;
import io.github.basicallocator.benchmarks.report.Plots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;

/** Draws how fast allocators are. */
final class SpeedPlots {
  private SpeedPlots() {}

  /** A column of dots for each task: how many times the fastest peer's time each of them took. */
  static void ratios(List<Contest> contests, Path file) throws IOException {
    List<Contest> shown = contests.stream().filter(c -> c.fastestPeer().isPresent()).toList();
    List<String> titles = shown.stream().map(Contest::title).toList();
    CategoryChart chart = Plots.dots("Time ÷ the fastest peer's", "ratio");
    ratiosByPeer(shown)
        .forEach(
            (title, ratios) -> chart.addSeries(Plots.label(title), titles, Arrays.asList(ratios)));
    Plots.save(chart, file);
  }

  /** The ratios of each allocator, and null where it did not take part. */
  private static Map<String, Double[]> ratiosByPeer(List<Contest> contests) {
    Map<String, Double[]> ratios = new LinkedHashMap<>();
    for (int i = 0; i < contests.size(); i++) {
      for (Speed speed : contests.get(i).speeds()) {
        if (speed.kind() != Kind.NOTHING) {
          ratios.computeIfAbsent(speed.title(), title -> new Double[contests.size()])[i] =
              contests.get(i).ratio(speed).orElseThrow().median();
        }
      }
    }
    return ratios;
  }

  private static double[] column(List<double[]> points, int index) {
    return points.stream().mapToDouble(point -> point[index]).toArray();
  }

  /** Cost against the number of live blocks. */
  static boolean growth(List<Contest> contests, Path file) throws IOException {
    Map<String, List<double[]>> lines = new LinkedHashMap<>();
    for (Contest contest : contests) {
      if (contest.workload().equals("churn-growing")) {
        for (Speed speed : contest.speeds()) {
          lines
              .computeIfAbsent(speed.title(), title -> new ArrayList<>())
              .add(new double[] {Double.parseDouble(contest.variant()), speed.nanos().median()});
        }
      }
    }
    if (lines.isEmpty()) {
      return false;
    }
    XYChart chart = Plots.logarithmic("One replacement of 16 to 256 B", "live blocks", "ns");
    lines.forEach(
        (title, points) ->
            chart.addSeries(Plots.label(title), column(points, 0), column(points, 1)));
    Plots.save(chart, file);
    return true;
  }
}
