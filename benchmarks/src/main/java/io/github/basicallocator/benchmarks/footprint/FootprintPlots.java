package io.github.basicallocator.benchmarks.footprint;

import io.github.basicallocator.benchmarks.report.Plots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws how tight allocators are. */
final class FootprintPlots {
  private static final double MEGABYTE = 1e6;

  private FootprintPlots() {}

  /** A bar for each allocator and program. */
  static void utilisation(List<Residence> rows, Path file) throws IOException {
    CategoryChart chart = Plots.categories("Peak live ÷ peak resident", "", "");
    List<String> programs = rows.stream().map(Residence::program).distinct().toList();
    for (Map.Entry<String, List<Residence>> peer : by(rows, Residence::title).entrySet()) {
      Double[] figures = new Double[programs.size()];
      for (Residence row : peer.getValue()) {
        figures[programs.indexOf(row.program())] = row.atPeak();
      }
      chart.addSeries(Plots.label(peer.getKey()), programs, Arrays.asList(figures));
    }
    Plots.save(chart, file);
  }

  /** A picture for each program: what was live, and what each allocator had resident for it. */
  static void overTime(List<Residence> rows, Path file) throws IOException {
    List<XYChart> charts = new ArrayList<>();
    for (Map.Entry<String, List<Residence>> program : by(rows, Residence::program).entrySet()) {
      XYChart chart = Plots.lines(program.getKey(), "moment", "MB");
      chart.getStyler().setXAxisMaxLabelCount(9);
      addLine(chart, "live", program.getValue().get(0).live());
      for (Residence row : program.getValue()) {
        addLine(chart, Plots.label(row.title()), row.resident());
      }
      charts.add(chart);
    }
    Plots.save(charts, file);
  }

  private static void addLine(XYChart chart, String label, long[] bytes) {
    double[] megabytes = Arrays.stream(bytes).mapToDouble(b -> b / MEGABYTE).toArray();
    chart.addSeries(label, megabytes).setMarker(SeriesMarkers.NONE);
  }

  private static Map<String, List<Residence>> by(
      List<Residence> rows, Function<Residence, String> key) {
    Map<String, List<Residence>> groups = new LinkedHashMap<>();
    for (Residence row : rows) {
      groups.computeIfAbsent(key.apply(row), name -> new ArrayList<>()).add(row);
    }
    return groups;
  }
}
