package io.github.basicallocator.benchmarks;

import io.github.basicallocator.benchmarks.footprint.FootprintCommand;
import io.github.basicallocator.benchmarks.freelist.FreeListReport;
import io.github.basicallocator.benchmarks.freelist.PeerComparison;
import io.github.basicallocator.benchmarks.speed.SpeedCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What is done with measurements; taking them is the job of JMH's own main class. */
@Command(
    name = "benchmarks",
    description = "Compares with other programs, and reports what was measured.",
    mixinStandardHelpOptions = true,
    subcommands = {
      SpeedCommand.class,
      FootprintCommand.class,
      ReportCommand.class,
      PeerComparison.class,
      FreeListReport.class
    })
final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Libraries log, and there are several back ends to choose from.
    System.setProperty("slf4j.provider", "org.slf4j.nop.NOPServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "WARN");
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          command.getErr().println("error: " + (e.getMessage() == null ? e : e.getMessage()));
          return 1;
        });
    System.exit(args.length == 0 ? line.execute("--help") : line.execute(args));
  }
}
