package io.github.basicallocator.samples.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.github.basicallocator.UnixAllocator;
import io.github.basicallocator.os.Syscall;
import io.github.basicallocator.samples.RawBytes;
import io.github.basicallocator.samples.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"gcc, 1384053, 6111945, 0.711", "arrow-vector-tests, 45096, 3932161, 0.987"})
  void aShippedTraceKeepsEveryByteAndItsFiguresArePrinted(
      String name, long operations, long peakLive, double utilisation) {
    Run run = Run.of("replay", "--verify", name);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(operations, run.bytes("operations"));
    assertEquals(peakLive, run.bytes("peak live"));
    long footprint = run.bytes("peak footprint");
    assertTrue(footprint > peakLive, run.out());
    assertEquals("%.3f".formatted((double) peakLive / footprint), run.figure("utilisation"));
    if (Syscall.pageSize() == 4096) {
      assertTrue((double) peakLive / footprint >= utilisation, run.out());
    }
    assertTrue(run.bytes("operations per second") > 0, run.out());
    assertTrue(run.figure("free list").contains(" free block"), run.out());
    assertTrue(
        run.figure("Unsafe.allocateMemory")
            .matches("[\\d,]+ operations per second, ratio \\d+\\.\\d{3}"),
        run.out());
  }

  @ParameterizedTest
  @EnumSource(AllocatorChoice.class)
  void everyAllocatorReplaysEveryOperation(AllocatorChoice choice) throws IOException {
    Path file = write(TraceBuilder.good().build());
    Run run = Run.of("replay", "--verify", "--allocator", choice.toString(), file.toString());
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(100_020, run.bytes("peak live"));
  }

  @Test
  void severalTracesCanBeNamedAndCompressedOnes() throws IOException {
    byte[] good = TraceBuilder.good().build();
    Run run = Run.of("replay", write(good).toString(), write(Zstd.compress(good)).toString());
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(2, run.out().lines().filter(line -> line.contains("peak live")).count());
  }

  @Test
  void whatCannotBeReplayedIsToldInOneLine() throws IOException {
    byte[] good = TraceBuilder.good().build();
    byte[] compressed = Zstd.compress(good);
    requireError("there is no file", folder.resolve("missing"));
    requireError("is a folder", folder);
    requireError("is no trace", write(new byte[0]));
    requireError("is no trace", write("hello".getBytes()));
    requireError("it is truncated", write(Arrays.copyOf(good, good.length - 1)));
    requireError("cannot unpack", write(Arrays.copyOf(compressed, compressed.length - 5)));
  }

  @Test
  void anOverwrittenBlockIsNoticed() {
    Trace trace = TraceDecoder.decode("test", TraceBuilder.good().build());
    try (UnixAllocator allocator = new UnixAllocator()) {
      Replayer replayer = new Replayer(trace, allocator, BlockContents.PATTERN);
      replayer.replay(0, 1);
      // The list is empty but for what is left of the page, and the block lies in front of that.
      long free = allocator.freeList().size();
      long tail = allocator.allocate(free);
      RawBytes.putByte(tail - 32, (byte) 1);
      RawBytes.putByte(tail - 31, (byte) 1);
      assertThrows(IllegalStateException.class, replayer::freeAll);
    }
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(Files.createTempFile(folder, "trace", ".mtr"), content);
  }

  private static void requireError(String what, Path file) {
    Run run = Run.of("replay", file.toString());
    assertEquals(1, run.exitCode());
    assertEquals("", run.out());
    assertTrue(run.err().contains(what), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }
}
