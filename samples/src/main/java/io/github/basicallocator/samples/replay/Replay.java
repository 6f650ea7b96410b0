package io.github.basicallocator.samples.replay;

import io.github.basicallocator.samples.Progress;
import io.github.basicallocator.samples.allocators.AllocatorChoice;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays what real programs asked of their allocators. */
@Command(
    name = "replay",
    header = "Replays what a real program asked of its allocator, and measures it.",
    description = {
      "",
      "A trace is replayed in the order it was recorded in, by one thread. Short traces are"
          + " repeated for a second, after two seconds in which the JVM compiles the code, and the"
          + " fastest round counts. What the program did not free is freed after the clock has"
          + " stopped; then the allocator is checked.",
      "",
      "peak live is what the program had in use at most, in bytes it asked for; peak footprint is"
          + " what the allocator had from the kernel at most, less what it had given back by then,"
          + " in the first round; utilisation is the former divided by the latter.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  java -jar basic-allocator-samples.jar replay gcc",
      "  java -jar basic-allocator-samples.jar replay --verify arrow-vector-tests other.mtr.zst",
      "  java -jar basic-allocator-samples.jar replay --allocator magazine gcc",
      "",
      "From JDK 24 on the JVM warns of Unsafe.allocateMemory, which is measured for comparison. To"
          + " have it silent: java --sun-misc-unsafe-memory-access=allow -jar ...",
    })
public final class Replay implements Callable<Integer> {
  private static final String ROW = "  %-22s %13s  %18s  %11s%n";

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "TRACE",
      description =
          "A file in the format MTR1, or a trace that is shipped: " + TraceFile.SHIPPED + ".")
  private List<String> names;

  @Option(
      names = "--allocator",
      paramLabel = "NAME",
      description = "What to replay on, one of: ${COMPLETION-CANDIDATES}. Default: each of them.")
  private AllocatorChoice choice;

  @Option(
      names = "--verify",
      description =
          "First replay it once with a pattern in every block, and look before each is freed or"
              + " resized whether that is still there.")
  private boolean verify;

  @Override
  public Integer call() {
    for (String name : names) {
      replay(TraceFile.read(name));
    }
    return 0;
  }

  private void replay(Trace trace) {
    List<AllocatorChoice> choices =
        choice == null ? List.of(AllocatorChoice.values()) : List.of(choice);
    if (verify) {
      choices.forEach(each -> run("verifying", Measurement::verify, trace, each));
    }
    choices.forEach(each -> run("warming up", Measurement::warmUp, trace, each));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: %,d operations, peak live %,d bytes%s%n",
        trace.name(), trace.operations(), trace.peakLive(), verify ? ", verified" : "");
    out.printf(ROW, "", "per operation", "peak footprint", "utilisation");
    for (AllocatorChoice each : choices) {
      print(each, measure(trace, each), trace.peakLive());
    }
    out.println();
  }

  private interface Replaying {
    void run(Trace trace, AllocatorChoice choice, Progress progress);
  }

  private static void run(String task, Replaying what, Trace trace, AllocatorChoice choice) {
    try (Progress progress = Progress.createBar(task + " " + choice, trace.operations())) {
      what.run(trace, choice, progress);
    }
  }

  private static Measurement measure(Trace trace, AllocatorChoice choice) {
    try (Progress progress = Progress.createBar("measuring " + choice, trace.operations())) {
      return Measurement.of(trace, choice, progress);
    }
  }

  private void print(AllocatorChoice choice, Measurement measured, long peakLive) {
    PrintWriter out = spec.commandLine().getOut();
    long footprint = measured.peakFootprint();
    out.printf(
        ROW,
        choice.title(),
        "%.1f ns".formatted(measured.nanosPerOperation()),
        footprint == 0 ? "unknown" : "%,d bytes".formatted(footprint),
        footprint == 0 ? "unknown" : "%.3f".formatted((double) peakLive / footprint));
    measured.freeList().ifPresent(list -> out.printf("    at the end %s%n", list));
  }
}
