package io.github.basicallocator.samples.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.github.basicallocator.UnixAllocator;
import io.github.basicallocator.os.Syscall;
import io.github.basicallocator.samples.RawBytes;
import io.github.basicallocator.samples.Run;
import io.github.basicallocator.samples.allocators.AllocatorChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayTest {
  @TempDir private Path folder;

  private static final Pattern ROW =
      Pattern.compile("([\\d.]+) ns +(?:([\\d,]+) bytes|unknown) +([\\d.]+|unknown)");

  /** On every allocator, side by side. */
  @ParameterizedTest
  @CsvSource({
    "gcc, 1384053, 6111945, 0.711, 0.6",
    "arrow-vector-tests, 45096, 3932161, 0.987, 0.75"
  })
  void aShippedTraceKeepsEveryByteAndItsFiguresArePrinted(
      String name, long operations, long peakLive, double unix, double magazine) {
    Run run = Run.of("replay", "--verify", name);
    assertEquals(0, run.exitCode(), run.err());
    String title = "%s: %,d operations, peak live %,d bytes, verified%n";
    assertTrue(run.out().startsWith(title.formatted(name, operations, peakLive)), run.out());
    requireFigures(run, "UnixAllocator", peakLive, unix);
    requireFigures(run, "MagazineAllocator", peakLive, magazine);
    Matcher unsafe = ROW.matcher(run.figure("Unsafe.allocateMemory"));
    assertTrue(unsafe.matches() && unsafe.group(3).equals("unknown"), run.out());
    assertTrue(
        run.out().matches("(?s).* at the end [\\d,]+ free blocks, [\\d,]+ bytes\n.*"), run.out());
  }

  private static void requireFigures(Run run, String allocator, long peakLive, double least) {
    Matcher row = ROW.matcher(run.figure(allocator));
    assertTrue(row.matches(), run.out());
    assertTrue(Double.parseDouble(row.group(1)) > 0, run.out());
    long footprint = Long.parseLong(row.group(2).replace(",", ""));
    assertTrue(footprint > peakLive, run.out());
    assertEquals("%.3f".formatted((double) peakLive / footprint), row.group(3));
    if (Syscall.pageSize() == 4096) {
      assertTrue((double) peakLive / footprint >= least, run.out());
    }
  }

  @ParameterizedTest
  @EnumSource(AllocatorChoice.class)
  void oneAllocatorCanBeChosen(AllocatorChoice choice) throws IOException {
    Path file = write(TraceBuilder.good().build());
    Run run = Run.of("replay", "--verify", "--allocator", choice.toString(), file.toString());
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains(": 6 operations, peak live 100,020 bytes, verified"), run.out());
    for (AllocatorChoice each : AllocatorChoice.values()) {
      assertEquals(each == choice, run.out().contains(each.title()), run.out());
    }
  }

  @Test
  void severalTracesCanBeNamedAndCompressedOnes() throws IOException {
    byte[] good = TraceBuilder.good().build();
    Run run =
        Run.of(
            "replay",
            "--allocator",
            "unix",
            write(good).toString(),
            write(Zstd.compress(good)).toString());
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
