package io.github.basicallocator.benchmarks.footprint;

import io.github.basicallocator.benchmarks.report.Markdown;
import io.github.basicallocator.benchmarks.report.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The tables and plots of one run. */
public final class FootprintReport {
  private final Markdown text;
  private final List<Residence> rows;

  private FootprintReport(Markdown text, Run<Residence> run) {
    this.text = text;
    rows = run.rows();
  }

  /** Adds the run to a text, and its plots to the folder. */
  public static void write(Run<Residence> run, Markdown text, Path folder) throws IOException {
    FootprintReport report = new FootprintReport(text, run);
    String name = "footprint-jdk" + run.jdk().split("\\.")[0];
    text.heading(2, "Footprint, JDK " + run.jdk());
    text.line("Of recorded programs, the number of runs side by side is in brackets.");
    List<Residence> traces = report.of(Program::isTrace);
    if (!traces.isEmpty()) {
      text.heading(3, "Peak live ÷ peak resident");
      report.table(traces, Residence::atPeak);
      text.heading(3, "Live ÷ resident, the average of 256 moments");
      report.table(traces, Residence::onAverage);
      FootprintPlots.utilisation(traces, folder.resolve(name + ".png"));
      FootprintPlots.overTime(traces, folder.resolve(name + "-over-time.png"));
      text.line("");
      text.image("Peak live ÷ peak resident", name + ".png");
      text.line("");
      text.image("Live and resident memory over time", name + "-over-time.png");
    }
    text.heading(3, "Resident ÷ live, at the end");
    text.line(
        "`slots`: 200,000 blocks of 16 B to 4 KiB, log-uniform, after 2,000,000 replacements.");
    text.line("`large-slots`: 256 of 4 KiB to 1 MiB, after 200,000 replacements.");
    text.line(
        "`burst`: 10 MB are held, 1 GB is allocated and freed, and for a second blocks of the");
    text.line(
        "10 MB are replaced. `burst-with-survivors`: every hundredth block of the burst stays.");
    text.line("");
    report.table(report.of(program -> !program.isTrace()), Residence::blowUpAtEnd);
  }

  private List<Residence> of(Predicate<Program> wanted) {
    return rows.stream().filter(row -> wanted.test(Program.named(row.program()))).toList();
  }

  private void table(List<Residence> shown, ToDoubleFunction<Residence> figure) {
    List<String> programs = shown.stream().map(FootprintReport::column).distinct().toList();
    Map<String, Map<String, Residence>> peers = new LinkedHashMap<>();
    for (Residence row : shown) {
      peers.computeIfAbsent(row.title(), title -> new LinkedHashMap<>()).put(column(row), row);
    }
    List<String> head = new ArrayList<>(programs);
    head.add(0, "allocator");
    text.tableHead(head);
    peers.forEach(
        (title, residences) -> {
          List<String> cells = new ArrayList<>();
          cells.add(title);
          for (String program : programs) {
            Residence row = residences.get(program);
            cells.add(
                row == null ? "" : String.format(Locale.ROOT, "%.3f", figure.applyAsDouble(row)));
          }
          text.row(cells);
        });
  }

  private static String column(Residence row) {
    return row.program() + (row.copies() > 1 ? " (" + row.copies() + ")" : "");
  }
}
