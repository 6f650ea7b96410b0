package io.github.basicallocator.samples;

import io.github.basicallocator.samples.growth.GrowHeap;
import io.github.basicallocator.samples.heapmap.HeapMap;
import io.github.basicallocator.samples.hello.HelloWorld;
import io.github.basicallocator.samples.replay.Replay;
import io.github.basicallocator.samples.stress.StressTest;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: a command for each sample. Alone it prints what there is. */
@Command(
    name = "basic-allocator-samples",
    version = "basic-allocator-samples 0.1.0-SNAPSHOT",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    usageHelpWidth = 100,
    header = "Small programs that use basic-allocator, a native memory allocator for the JVM.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "COMMAND --help tells more about each of them.",
      "",
      "System properties, before -jar:",
      "  -Dorg.slf4j.simpleLogger.defaultLogLevel=trace   show each step of the allocator",
      "  -Dbasicallocator.syscall=asm|libc                choose how the kernel is called",
    },
    subcommands = {
      HelloWorld.class,
      GrowHeap.class,
      StressTest.class,
      Replay.class,
      HeapMap.class,
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean verbose;

  /** Runs the command that {@code args} name, and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    System.exit(run(out, err, args));
  }

  /**
   * Runs the command that {@code args} name.
   *
   * @return 0; 1 if it failed; 2 if the arguments make no sense
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    // The figures look alike wherever the program runs.
    Locale.setDefault(Locale.ROOT);
    Main main = new Main();
    CommandLine commandLine =
        new CommandLine(main)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(new ArgumentErrors())
            .setExecutionExceptionHandler((e, command, parsed) -> main.failed(e, err));
    try {
      return commandLine.execute(args);
    } catch (Error e) { // picocli hands over exceptions, but not these
      return main.failed(e, err);
    } finally {
      out.flush();
      err.flush();
    }
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private int failed(Throwable error, PrintWriter err) {
    if (verbose) {
      error.printStackTrace(err);
    } else {
      err.println("error: " + SampleException.inOneLine(error));
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
