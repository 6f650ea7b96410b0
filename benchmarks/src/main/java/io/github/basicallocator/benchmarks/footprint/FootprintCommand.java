package io.github.basicallocator.benchmarks.footprint;

import com.google.gson.Gson;
import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.peers.Peers;
import java.io.IOException;
import java.nio.file.Files;
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
  /** What is written to the file. */
  record Footprints(String jdk, boolean quick, List<Residence> residences) {}

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
    List<Peer> available = Peers.available(peers).stream().filter(Program::suits).toList();
    for (String name : programs) {
      Program program = Program.named(name);
      System.out.printf("%n%s%n", program);
      for (Peer peer : available) {
        Residence residence = Child.run(peer, program, quick);
        System.out.printf(
            "  %-28s peak %.3f, average %.3f%n",
            residence.title(), residence.atPeak(), residence.onAverage());
        all.add(residence);
        write(all);
      }
    }
    return 0;
  }

  /** After each measurement: who stops in the middle keeps what there is. */
  private void write(List<Residence> residences) throws IOException {
    if (output != null) {
      Footprints content = new Footprints(System.getProperty("java.version"), quick, residences);
      Files.writeString(output, new Gson().toJson(content) + "\n");
    }
  }
}
