package io.github.basicallocator.benchmarks;

import io.github.basicallocator.benchmarks.footprint.FootprintReport;
import io.github.basicallocator.benchmarks.footprint.Residence;
import io.github.basicallocator.benchmarks.report.Markdown;
import io.github.basicallocator.benchmarks.report.Run;
import io.github.basicallocator.benchmarks.speed.Speed;
import io.github.basicallocator.benchmarks.speed.SpeedReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes tables and plots from all the measurements in a folder, and nothing that is not in them. */
@Command(
    name = "report",
    description = "Writes magazine.md and its plots from the JSON files of a folder.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Parameters(description = "the folder with speed-*.json and footprint-*.json")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    List<Path> speeds = files("speed-");
    List<Path> footprints = files("footprint-");
    if (speeds.isEmpty() && footprints.isEmpty()) {
      return 0;
    }
    Markdown text = new Markdown();
    text.line("# Allocators beside one another");
    text.line("");
    text.line(
        "Written by `just bench` from the JSON files beside it. Times are nanoseconds for an operation");
    text.line(
        "pair: the median of all iterations, with the least and the greatest. Ratios are of two");
    text.line(
        "measurements in the same round, to whichever peer was the fastest in it; not all peers were in");
    text.line("all rounds. *FFM* is a");
    text.line(
        "critical call by `java.lang.foreign`, *LWJGL* one by its JNI; *objects* are buffers, with a");
    text.line(
        "Java object each. *No allocator* is what the work costs by itself, and *bare stacks* are about");
    text.line(
        "the least that work with memory used again costs: neither is one that a program could use.");
    for (Path file : speeds) {
      SpeedReport.write(Run.read(file, Speed.class), text, folder);
    }
    for (Path file : footprints) {
      FootprintReport.write(Run.read(file, Residence.class), text, folder);
    }
    Files.writeString(folder.resolve("magazine.md"), text.toString());
    return 0;
  }

  /** The newest JDK first. */
  private List<Path> files(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(prefix + "jdk\\d+\\.json"))
          .sorted((a, b) -> b.compareTo(a))
          .toList();
    }
  }
}
