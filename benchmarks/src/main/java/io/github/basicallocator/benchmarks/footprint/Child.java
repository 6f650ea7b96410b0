package io.github.basicallocator.benchmarks.footprint;

import com.google.gson.Gson;
import io.github.basicallocator.benchmarks.peers.JvmFlags;
import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.peers.Peers;
import io.github.basicallocator.benchmarks.workloads.Traces;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process in which one footprint is measured; the last line it prints is the result, as JSON. A
 * trace comes in by standard input, unpacked: zstd takes megabytes from {@code malloc}, and what it
 * gives back would be there for the allocators that are measured.
 */
final class Child {
  private static final String HEAP = "512m";

  private Child() {}

  public static void main(String[] args) throws IOException {
    HugePages.keepOff();
    Peer peer = Peers.named(args[0]);
    Program program = Program.named(args[1]);
    Residence residence =
        switch (program) {
          case SLOTS -> SlotsFootprint.replacingSmall(peer, args[1]);
          case LARGE_SLOTS -> SlotsFootprint.replacingLarge(peer, args[1]);
          case BURST -> SlotsFootprint.burst(peer, args[1], false);
          case BURST_WITH_SURVIVORS -> SlotsFootprint.burst(peer, args[1], true);
          default ->
              TraceFootprint.measure(
                  peer, Traces.read(args[1], System.in), Integer.parseInt(args[2]));
        };
    System.out.println(new Gson().toJson(residence));
  }

  /** Starts it, and waits for what it has to say. */
  static Residence run(Peer peer, Program program, boolean quick)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // One compiler that needs little memory, and compiles once and for all.
    command.addAll(JvmFlags.with(HEAP, "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    command.addAll(List.of(peer.name(), program.toString(), "" + program.copies(quick)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (OutputStream out = process.getOutputStream()) {
      if (program.isTrace()) {
        try (InputStream trace = Traces.open(program.toString())) {
          trace.transferTo(out);
        }
      }
    }
    String[] lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n");
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
    }
    return new Gson().fromJson(lines[lines.length - 1], Residence.class);
  }
}
