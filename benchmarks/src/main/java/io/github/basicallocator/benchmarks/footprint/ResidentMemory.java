package io.github.basicallocator.benchmarks.footprint;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page frames behind the addresses of this process, as Linux counts them; in bytes. */
final class ResidentMemory {
  private static final Path RESET_PEAK = Path.of("/proc/self/clear_refs");
  private static final byte[] BUFFER = new byte[4096];

  private ResidentMemory() {}

  /** Now, counted page by page: the counters of {@code statm} lag behind by some pages a thread. */
  static long now() {
    return field("/proc/self/smaps_rollup", "Rss:");
  }

  /** The most since {@link #resetPeak}, which the kernel keeps up to date itself. */
  static long peak() {
    return field("/proc/self/status", "VmHWM:");
  }

  /** Lets {@link #peak} begin anew. */
  static void resetPeak() {
    try {
      Files.writeString(RESET_PEAK, "5");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long field(String file, String name) {
    try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
      int length = in.read(BUFFER);
      String text = new String(BUFFER, 0, length, StandardCharsets.US_ASCII);
      int start = text.indexOf(name) + name.length();
      String kibibytes = text.substring(start, text.indexOf(" kB", start)).strip();
      return Long.parseLong(kibibytes) * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
