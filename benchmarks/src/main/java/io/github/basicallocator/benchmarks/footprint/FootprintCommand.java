package io.github.basicallocator.benchmarks.footprint;

import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.peers.Peers;
import io.github.basicallocator.benchmarks.report.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the memory that allocators need. */
@Command(
    name = "footprint",
    description =
        "Measures how much resident memory allocators need, each time in a fresh process.",
    mixinStandardHelpOptions = true)
public final class FootprintCommand implements Callable<Integer> {
  @Option(names = "--programs", split = ",", description = "only these (default: all)")
  private List<String> programs = Program.names();

  @Option(names = "--peers", split = ",", description = "only these (default: all there are)")
  private String[] peers = {};

  @Option(names = "--quick", description = "ten runs of a program at most, to look at")
  private boolean quick;

  @Option(names = "--output", description = "the file to write, JSON")
  private Path output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Residence> all = new ArrayList<>();
    List<Peer> available = Peers.available(Program::suits, peers);
    for (String name : programs) {
      Program program = Program.named(name);
      System.out.printf("%n%s%n", program);
      for (Peer peer : available) {
        Residence residence = Child.run(peer, program, quick);
        System.out.printf(
            "  %-28s live ÷ resident: peak %.3f, average %.3f; resident ÷ live at the end %.3f%n",
            residence.title(), residence.atPeak(), residence.onAverage(), residence.blowUpAtEnd());
        all.add(residence);
        // After each measurement: who stops in the middle keeps what there is.
        Run.here(quick, all).writeTo(output);
      }
    }
    return 0;
  }
}
