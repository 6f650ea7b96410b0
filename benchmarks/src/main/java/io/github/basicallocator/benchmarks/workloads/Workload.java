package io.github.basicallocator.benchmarks.workloads;

import io.github.basicallocator.benchmarks.peers.Peers;
import io.github.basicallocator.benchmarks.peers.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Work for one allocator, in a JVM of its own. The figure is the time of an operation pair. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public abstract class Workload {
  /** System property: the pace of a processor that nobody disturbs, in nanoseconds, if it is known. */
  public static final String FASTEST_PACE = "pace.fastest";

  /** System property: the file to which the pace of the processors in each iteration is written, on a line. */
  public static final String PACES = "paces";

  /** The name of one of {@link Peers}. */
  @Param("unix")
  public String peer;

  /** What {@link #peer} names. */
  protected Source source;

  private final Processors processors = new Processors(Long.getLong(FASTEST_PACE, Long.MAX_VALUE));
  private final Turn turn = new Turn();
  private long pace;

  @Setup
  public final void open() throws Exception {
    source = Peers.named(peer).open();
    source.enterThread();
    prepare();
  }

  /** Before each iteration: processors that are shared with other machines change their speed by and by. */
  @Setup(Level.Iteration)
  public final void settle(BenchmarkParams params) throws Exception {
    turn.await();
    pace =
        startsThreads() || params.getThreads() > 1
            ? processors.waitForAll()
            : processors.moveToFastest();
  }

  /** After each iteration: whoever disturbs it does so at its beginning or its end, mostly. */
  @TearDown(Level.Iteration)
  public final void notePace() throws Exception {
    pace = Math.max(pace, processors.pace());
    if (System.getProperty(PACES) != null) {
      Files.writeString(Path.of(System.getProperty(PACES)), pace + "\n", StandardOpenOption.APPEND);
    }
  }

  @TearDown
  public final void close() throws Exception {
    finish();
    source.leaveThread();
    source.close();
  }

  /** What comes before the clock starts. */
  protected void prepare() throws Exception {}

  /** Whether other threads than those of JMH do some of the work. */
  protected boolean startsThreads() {
    return true;
  }

  /** Frees what is left, after the clock has stopped. */
  protected void finish() throws Exception {}
}
