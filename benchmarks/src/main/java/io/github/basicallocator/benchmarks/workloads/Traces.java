package io.github.basicallocator.benchmarks.workloads;

import com.github.luben.zstd.ZstdInputStream;
import io.github.basicallocator.samples.replay.Trace;
import io.github.basicallocator.samples.replay.TraceDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The recorded programs, in the folder that the system property {@code traces} names. */
public final class Traces {
  /** More than this, and the JDK reads into a piece of memory from {@code malloc} first. */
  private static final int PIECE = 8192;

  private Traces() {}

  /** The trace of that name, still encoded. */
  public static InputStream open(String name) throws IOException {
    Path folder = Path.of(System.getProperty("traces", "traces"));
    return new ZstdInputStream(Files.newInputStream(folder.resolve(name + ".mtr.zst")));
  }

  public static Trace read(String name) {
    try (InputStream in = open(name)) {
      return read(name, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Decodes what {@link #open} gave, without native memory. */
  public static Trace read(String name, InputStream in) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream(1 << 23);
    byte[] piece = new byte[PIECE];
    for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
      content.write(piece, 0, length);
    }
    return TraceDecoder.decode(name, content.toByteArray());
  }
}
