package io.github.basicallocator.ffm.benchmarks;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.ffm.AllocatorArenas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Opens a confined arena, allocates once, and closes it.
 *
 * <p>In the first three the segment is written and read where it was made, and HotSpot does without
 * the objects. In those called escaping it goes where HotSpot cannot see, so that it must be an
 * object, and its scope as well.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class OneAllocationBenchmark {
  @Param(Allocators.MAGAZINE)
  String under;

  @Param({"16", "64", "256", "1024", "4096", "16384"})
  int size;

  private Allocator allocator;

  @Setup
  public void createAllocator() {
    allocator = Allocators.create(under);
  }

  @Benchmark
  public long jdk() {
    try (Arena arena = Arena.ofConfined()) {
      return used(arena.allocate(size, 8));
    }
  }

  @Benchmark
  public long ours() {
    try (Arena arena = AllocatorArenas.ofConfined(allocator)) {
      return used(arena.allocate(size, 8));
    }
  }

  @Benchmark
  public long oursZeroed() {
    try (Arena arena = AllocatorArenas.ofConfinedZeroed(allocator)) {
      return used(arena.allocate(size, 8));
    }
  }

  @Benchmark
  public void jdkEscaping(Blackhole blackhole) {
    try (Arena arena = Arena.ofConfined()) {
      blackhole.consume(arena.allocate(size, 8));
    }
  }

  @Benchmark
  public void oursEscaping(Blackhole blackhole) {
    try (Arena arena = AllocatorArenas.ofConfined(allocator)) {
      blackhole.consume(arena.allocate(size, 8));
    }
  }

  @Benchmark
  public void oursZeroedEscaping(Blackhole blackhole) {
    try (Arena arena = AllocatorArenas.ofConfinedZeroed(allocator)) {
      blackhole.consume(arena.allocate(size, 8));
    }
  }

  private long used(MemorySegment segment) {
    segment.set(ValueLayout.JAVA_LONG, 0, size);
    segment.set(ValueLayout.JAVA_LONG, 8, 1);
    return segment.get(ValueLayout.JAVA_LONG, 0);
  }
}
