package io.github.basicallocator.benchmarks.freelist;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws how the cost of an allocation and its deallocation grows with the length of the free list. */
final class CostPlot {
  private CostPlot() {}

  static void write(List<List<Measurement>> runs, Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(540)
            .title("One allocation and its deallocation")
            .xAxisTitle("free blocks to pass")
            .yAxisTitle("ns")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    for (List<Measurement> run : runs) {
      addSeries(chart, run, "FreeListBenchmark.allocateAndFree", "UnixAllocator");
      addLevel(chart, run);
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private static void addSeries(XYChart chart, List<Measurement> run, String name, String label) {
    // A logarithmic axis has no place for zero blocks; the table has it.
    List<Measurement> rows =
        run.stream().filter(row -> row.benchmark().equals(name) && row.passedBlocks() > 0).toList();
    chart.addSeries(
        label + ", JDK " + rows.get(0).jdk(),
        rows.stream().mapToDouble(Measurement::passedBlocks).toArray(),
        rows.stream().mapToDouble(row -> row.nanos().median()).toArray());
  }

  /** What does not depend on the list is a level line. */
  private static void addLevel(XYChart chart, List<Measurement> run) {
    for (Measurement row : run) {
      if (row.benchmark().startsWith("UnsafeBenchmark")) {
        double nanos = row.nanos().median();
        chart.addSeries(
            "Unsafe.allocateMemory, JDK " + row.jdk(),
            new double[] {1, 10_000},
            new double[] {nanos, nanos});
      }
    }
  }
}
