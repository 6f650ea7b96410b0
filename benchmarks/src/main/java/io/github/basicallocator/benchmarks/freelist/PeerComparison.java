package io.github.basicallocator.benchmarks.freelist;

import com.google.gson.GsonBuilder;
import io.github.basicallocator.benchmarks.report.Spread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures beside an allocator of the same kind that is not of the JVM: ours, the peer, ours, the
 * peer …, so that a machine whose speed drifts does so for both.
 *
 * <p>The peer is any program that takes a number n as its last argument, brings a free list of its own
 * to where a request passes n blocks, as {@link PassedBlocks} describes, and prints the nanoseconds
 * that one allocation of 256 bytes and its deallocation take: a number, alone on the last line.
 */
@Command(
    name = "peer",
    description = "Measures UnixAllocator and another program in turn, behind the same free lists.",
    mixinStandardHelpOptions = true)
public final class PeerComparison implements Callable<Integer> {
  /** What two measurements right after one another gave, in nanoseconds. */
  record Round(double ours, double peer) {}

  /** All rounds behind one length of the list. */
  record Row(int passedBlocks, List<Round> rounds) {}

  /** What is written to the file. */
  record Comparison(String peer, String jdk, List<Row> rows) {}

  @Parameters(
      arity = "1..*",
      description = "the peer and its arguments, all but the number of blocks")
  private List<String> command;

  @Option(names = "--name", description = "what to call the peer in reports", required = true)
  private String name;

  @Option(names = "--rounds", description = "how often to repeat (default: ${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(names = "--output", description = "the file to write, JSON", required = true)
  private Path output;

  @Override
  public Integer call() throws IOException, InterruptedException, RunnerException {
    List<Row> rows = new ArrayList<>();
    for (int n : new int[] {0, 1, 10, 100, 1000, 10_000}) {
      List<Round> measured = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        measured.add(new Round(measureOurs(n), measurePeer(n)));
      }
      rows.add(new Row(n, measured));
      System.out.printf("%6d blocks: %s%n", n, ratios(measured));
    }
    Comparison comparison = new Comparison(name, System.getProperty("java.version"), rows);
    Files.writeString(
        output, new GsonBuilder().setPrettyPrinting().create().toJson(comparison) + "\n");
    return 0;
  }

  /** Of the ratios ours ÷ peer, each taken within a round. */
  static Spread ratios(List<Round> rounds) {
    return Spread.of(rounds, round -> round.ours() / round.peer());
  }

  private static double measureOurs(int n) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(FreeListBenchmark.class.getName())
            .param("passedBlocks", Integer.toString(n))
            .forks(1)
            .warmupIterations(3)
            .warmupTime(TimeValue.milliseconds(300))
            .measurementIterations(3)
            .measurementTime(TimeValue.milliseconds(300))
            .verbosity(VerboseMode.SILENT)
            .build();
    return new Runner(options).runSingle().getPrimaryResult().getScore();
  }

  private double measurePeer(int n) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.add(Integer.toString(n));
    Process process =
        new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String[] lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .strip()
            .split("\n");
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", all) + " ended with " + process.exitValue());
    }
    return Double.parseDouble(lines[lines.length - 1].strip());
  }
}
