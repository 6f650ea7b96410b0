package io.github.basicallocator.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** What all plots have in common. */
public final class Plots {
  static {
    System.setProperty("java.awt.headless", "true");
  }

  private Plots() {}

  public static CategoryChart categories(String title, String x, String y) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(1400)
            .height(700)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setXAxisLabelRotation(60);
    return chart;
  }

  public static XYChart lines(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(1200)
            .height(640)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setMarkerSize(5);
    return chart;
  }

  /** Dots over places with names, on a logarithmic axis. */
  public static CategoryChart dots(String title, String y) {
    CategoryChart chart = categories(title, "", y);
    chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Scatter);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setMarkerSize(9);
    return chart;
  }

  /** Lines where both axes are logarithmic. */
  public static XYChart logarithmic(String title, String x, String y) {
    XYChart chart = lines(title, x, y);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    return chart;
  }

  /** A title without what is only for Markdown. */
  public static String label(String title) {
    return title.replace("`", "");
  }

  public static void save(Chart<?, ?> chart, Path file) throws IOException {
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }

  /** Several of them in one picture, two a row. */
  public static void save(List<XYChart> charts, Path file) throws IOException {
    BitmapEncoder.saveBitmap(charts, (charts.size() + 1) / 2, 2, file.toString(), BitmapFormat.PNG);
  }
}
