package io.github.basicallocator.samples.replay;

import io.github.basicallocator.freelist.Stats;
import io.github.basicallocator.samples.Progress;
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
          + " repeated for 0.4 seconds, and the fastest round counts. What the program did not free is"
          + " freed after the clock has stopped; then the allocator is checked.",
      "",
      "peak live is what the program had in use at most, in bytes it asked for; peak footprint is"
          + " what the allocator had from the kernel at most; utilisation is the former divided by"
          + " the latter. ratio tells how many times as many operations per second there are as on"
          + " Unsafe.allocateMemory.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  java -jar basic-allocator-samples.jar replay gcc",
      "  java -jar basic-allocator-samples.jar replay --verify arrow-vector-tests other.mtr.zst",
      "  java -jar basic-allocator-samples.jar replay --allocator unsafe gcc",
      "",
      "From JDK 24 on the JVM warns of Unsafe.allocateMemory, which is measured for comparison. To"
          + " have it silent: java --sun-misc-unsafe-memory-access=allow -jar ...",
    })
public final class Replay implements Callable<Integer> {
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
      defaultValue = "unix",
      description = "What to replay on: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
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
    if (verify) {
      verify(trace, choice);
    }
    Measurement measured = measure(trace, choice);
    Measurement unsafe =
        choice == AllocatorChoice.UNSAFE ? measured : measure(trace, AllocatorChoice.UNSAFE);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s on %s%s%n", trace.name(), choice.title(), verify ? ", verified" : "");
    print("operations", "%,d", trace.operations());
    print("operations per second", "%,.0f", measured.operationsPerSecond());
    printMemory(trace.peakLive(), measured);
    print(
        AllocatorChoice.UNSAFE.title(),
        "%,.0f operations per second, ratio %.3f",
        unsafe.operationsPerSecond(),
        measured.operationsPerSecond() / unsafe.operationsPerSecond());
    out.println();
  }

  private static void verify(Trace trace, AllocatorChoice allocator) {
    try (Progress progress = Progress.createBar("verifying", trace.operations())) {
      Measurement.verify(trace, allocator, progress);
    }
  }

  private static Measurement measure(Trace trace, AllocatorChoice allocator) {
    try (Progress progress = Progress.createBar(allocator.title(), trace.operations())) {
      return Measurement.of(trace, allocator, progress);
    }
  }

  private void printMemory(long peakLive, Measurement measured) {
    print("peak live", "%,d bytes", peakLive);
    if (measured.peakFootprint() > 0) {
      print("peak footprint", "%,d bytes", measured.peakFootprint());
      print("utilisation", "%.3f", (double) peakLive / measured.peakFootprint());
    } else {
      print("peak footprint", "unknown: this allocator does not tell");
      print("utilisation", "unknown");
    }
    print("free list", "%s", measured.freeList().map(Stats::toString).orElse("none to look at"));
  }

  private void print(String label, String format, Object... values) {
    spec.commandLine().getOut().printf("  %-22s %s%n", label, format.formatted(values));
  }
}
