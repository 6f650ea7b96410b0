package io.github.basicallocator.benchmarks.freelist;

import io.github.basicallocator.UnixAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What trace messages cost while they are off. With the logging back end that does nothing, the
 * compiler removes every trace of them; the others, at their default levels, are asked whether
 * tracing is on. The difference is the cost.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(4)
public class TracingBenchmark {
  private static final String NOP = "-Dslf4j.provider=org.slf4j.nop.NOPServiceProvider";
  private static final String SIMPLE = "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider";
  private static final String LOGBACK =
      "-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider";

  @Param({"0", "100"})
  public int passedBlocks;

  private UnixAllocator allocator;

  @Setup
  public void prepare() {
    allocator = new UnixAllocator();
    PassedBlocks.prepare(allocator, passedBlocks);
  }

  @TearDown
  public void close() {
    allocator.close();
  }

  @Benchmark
  @Fork(jvmArgsAppend = NOP)
  public long withoutLogging() {
    return allocateAndFree();
  }

  @Benchmark
  @Fork(jvmArgsAppend = SIMPLE)
  public long offInSimple() {
    return allocateAndFree();
  }

  @Benchmark
  @Fork(jvmArgsAppend = LOGBACK)
  public long offInLogback() {
    return allocateAndFree();
  }

  private long allocateAndFree() {
    long address = allocator.allocate(PassedBlocks.REQUEST);
    allocator.deallocate(address, PassedBlocks.REQUEST);
    return address;
  }
}
