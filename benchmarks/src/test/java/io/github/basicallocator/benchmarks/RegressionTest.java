package io.github.basicallocator.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.github.basicallocator.AllocatorStats;
import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.peers.Peers;
import io.github.basicallocator.benchmarks.peers.Slots;
import io.github.basicallocator.benchmarks.peers.Source;
import io.github.basicallocator.benchmarks.workloads.Churn;
import io.github.basicallocator.benchmarks.workloads.Sizes;
import io.github.basicallocator.benchmarks.workloads.TraceReplay;
import io.github.basicallocator.benchmarks.workloads.Traces;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not become worse, and can be told without a clock. */
class RegressionTest {
  private static final int SLOTS = 1024;
  private static final int REPLACEMENTS = 200_000;

  /** Objects that the JVM itself makes meanwhile; one for each operation would be a hundred times that. */
  private static final long HEAP_BYTES = 64 * 1024;

  /** Of the compiler's; a page that is given back and touched again at each operation is far more. */
  private static final long PAGE_FAULTS = 10_000;

  /** So many operations of one run, and it is the next one's turn. */
  private static final int TURN = 64;

  /** So many operations of all runs, and the footprint is looked at. */
  private static final int MOMENT = 1024;

  static List<Peer> ours() {
    return Peers.all().stream().filter(peer -> peer.kind() == Peer.Kind.OURS).toList();
  }

  static Stream<String> floors() throws IOException {
    return properties().stringPropertyNames().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void churnMakesNoJavaObject(Peer peer) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long bytes = differenceInSteadyChurn(peer, () -> threads.getThreadAllocatedBytes(self));
    assertTrue(bytes <= HEAP_BYTES, bytes + " bytes of the Java heap");
  }

  @ParameterizedTest
  @MethodSource("ours")
  void steadyChurnDoesNotGoToTheKernel(Peer peer) {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")));
    long faults = differenceInSteadyChurn(peer, RegressionTest::pageFaults);
    assertTrue(faults <= PAGE_FAULTS, faults + " page faults");
  }

  @ParameterizedTest
  @MethodSource("floors")
  void recordedProgramsFitIntoAsLittleMemoryAsBefore(String key) throws IOException {
    String[] parts = key.split("\\.");
    double floor = Double.parseDouble(properties().getProperty(key));
    double found = utilisation(Peers.named(parts[0]), parts[1], Integer.parseInt(parts[2]));
    assertTrue(found >= floor, "%.3f, which is below %.3f".formatted(found, floor));
  }

  /** A figure after a long churn, less the same figure before it. */
  private static long differenceInSteadyChurn(Peer peer, LongSupplier figure) {
    try (Source source = peer.open()) {
      Churn churn = new Churn(source.slots(SLOTS), SLOTS, Sizes.logUniform(16, 4096, 1), 2);
      churn.replace(REPLACEMENTS);
      long before = figure.getAsLong();
      churn.replace(REPLACEMENTS);
      long difference = figure.getAsLong() - before;
      churn.freeAll();
      return difference;
    }
  }

  /** Minor ones: the tenth field, of which the second one, in brackets, may have blanks. */
  private static long pageFaults() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[7]);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double utilisation(Peer peer, String program, int copies) {
    TraceReplay trace =
        new TraceReplay(Traces.read(program), Integer.MAX_VALUE, (address, intact, size) -> {});
    long peakCommitted = 0;
    try (Source source = peer.open()) {
      Slots[] runs = new Slots[copies];
      for (int i = 0; i < copies; i++) {
        runs[i] = trace.slots(source);
      }
      for (int start = 0; start < trace.operations(); start += TURN) {
        for (Slots run : runs) {
          trace.replay(run, start, Math.min(start + TURN, trace.operations()));
        }
        if (start % MOMENT == 0) {
          AllocatorStats stats = source.stats();
          peakCommitted = Math.max(peakCommitted, stats.committed() - stats.purged());
        }
      }
    }
    return (double) trace.peakLiveBytes() / peakCommitted;
  }

  private static Properties properties() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = RegressionTest.class.getResourceAsStream("/floors.properties")) {
      properties.load(in);
    }
    return properties;
  }
}
