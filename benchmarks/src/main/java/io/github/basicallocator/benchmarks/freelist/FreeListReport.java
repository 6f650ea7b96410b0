package io.github.basicallocator.benchmarks.freelist;

import com.google.gson.Gson;
import io.github.basicallocator.benchmarks.report.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes tables and a plot from all the measurements in a folder, and nothing that is not in them. */
@Command(
    name = "free-list-report",
    description = "Writes free-list.md and free-list.png from the JSON files of a folder.",
    mixinStandardHelpOptions = true)
public final class FreeListReport implements Callable<Integer> {
  @Parameters(description = "the folder with jmh-*.json and peer-*.json")
  private Path folder;

  private final StringBuilder text = new StringBuilder();

  @Override
  public Integer call() throws IOException {
    line("# The cost of the free list");
    line("");
    line(
        "Written by `just bench` from the JSON files beside it. Times are nanoseconds for one allocation of");
    line(
        "256 bytes and its deallocation; each figure is the median, with the least and the greatest.");
    List<List<Measurement>> runs = new ArrayList<>();
    for (Path file : files("jmh-")) {
      runs.add(Measurement.read(file));
    }
    runs.forEach(this::freeList);
    for (Path file : files("peer-")) {
      peer(new Gson().fromJson(Files.readString(file), PeerComparison.Comparison.class));
    }
    runs.forEach(this::tracing);
    CostPlot.write(runs, folder.resolve("free-list.png"));
    Files.writeString(folder.resolve("free-list.md"), text);
    return 0;
  }

  private void freeList(List<Measurement> run) {
    Measurement unsafe = named(run, "UnsafeBenchmark.allocateAndFree").get(0);
    heading("JDK " + unsafe.jdk() + ", beside `Unsafe.allocateMemory`");
    line("| blocks to pass | ns | ÷ `Unsafe` | Java heap, B/op |");
    line("|---:|---:|---:|---:|");
    for (Measurement row : named(run, "FreeListBenchmark.allocateAndFree")) {
      double ratio = row.nanos().median() / unsafe.nanos().median();
      line(
          "| %,d | %s | %.2f | %.1f |",
          row.passedBlocks(), row.nanos(), ratio, Math.abs(row.bytesPerOperation()));
    }
    line("| `Unsafe` | %s | 1 | %.1f |", unsafe.nanos(), Math.abs(unsafe.bytesPerOperation()));
    line("");
    line("![Cost against blocks to pass](free-list.png)");
  }

  private void peer(PeerComparison.Comparison comparison) {
    heading("JDK %s, beside %s".formatted(comparison.jdk(), comparison.peer()));
    line("Measured in turn; the ratio is that of two measurements right after one another.");
    line("");
    line("| blocks to pass | ours, ns | the peer's, ns | ours ÷ the peer's |");
    line("|---:|---:|---:|---:|");
    for (PeerComparison.Row row : comparison.rows()) {
      Spread ours = Spread.of(row.rounds(), PeerComparison.Round::ours);
      Spread peer = Spread.of(row.rounds(), PeerComparison.Round::peer);
      line(
          "| %,d | %s | %s | %s |",
          row.passedBlocks(), ours, peer, PeerComparison.ratios(row.rounds()));
    }
  }

  private void tracing(List<Measurement> run) {
    List<Measurement> without = named(run, "TracingBenchmark.withoutLogging");
    if (without.isEmpty()) {
      return;
    }
    heading("JDK " + without.get(0).jdk() + ", trace messages that are off");
    line(
        "The logging back end that does nothing lets the compiler remove every trace of them; the others");
    line("are asked at each operation whether tracing is on.");
    line("");
    line("| blocks to pass | no logging, ns | off in slf4j-simple | off in Logback |");
    line("|---:|---:|---:|---:|");
    for (Measurement row : without) {
      line(
          "| %d | %s | %s | %s |",
          row.passedBlocks(),
          row.nanos(),
          same(run, "TracingBenchmark.offInSimple", row).nanos(),
          same(run, "TracingBenchmark.offInLogback", row).nanos());
    }
  }

  private static Measurement same(List<Measurement> run, String name, Measurement row) {
    return named(run, name).stream()
        .filter(other -> other.passedBlocks() == row.passedBlocks())
        .findFirst()
        .orElseThrow();
  }

  private static List<Measurement> named(List<Measurement> run, String name) {
    return run.stream().filter(row -> row.benchmark().equals(name)).toList();
  }

  private List<Path> files(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(prefix + ".*\\.json"))
          .sorted()
          .toList();
    }
  }

  private void heading(String heading) {
    line("");
    line("## " + heading);
    line("");
  }

  private void line(String format, Object... arguments) {
    text.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments))
        .append('\n');
  }
}
