package io.github.basicallocator.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What is done with measurements; taking them is the job of JMH's own main class. */
@Command(
    name = "benchmarks",
    description = "Compares with other programs, and reports what was measured.",
    mixinStandardHelpOptions = true,
    subcommands = {PeerComparison.class, Report.class})
final class Main {
  private Main() {}

  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          command.getErr().println("error: " + e.getMessage());
          return 1;
        });
    System.exit(args.length == 0 ? line.execute("--help") : line.execute(args));
  }
}
