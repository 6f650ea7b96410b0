package io.github.basicallocator.samples.replay;

import com.github.luben.zstd.ZstdInputStream;
import io.github.basicallocator.samples.SampleException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Finds traces: files, or some that come with this program; either may be compressed by zstd. */
final class TraceFile {
  /** The traces in this jar, by name. */
  static final String SHIPPED = "gcc, arrow-vector-tests";

  private TraceFile() {}

  /**
   * Reads a trace.
   *
   * @param name of a file, or of a trace that is shipped; a file of that name comes first
   */
  static Trace read(String name) {
    byte[] content;
    try {
      content = content(name);
    } catch (NoSuchFileException e) {
      throw new SampleException(
          "there is no file %s. Name a file, or a trace that is shipped: %s"
              .formatted(name, SHIPPED),
          e);
    } catch (IOException e) {
      throw new SampleException("cannot read %s: %s".formatted(name, e), e);
    }
    return TraceDecoder.decode(name, isCompressed(content) ? decompress(name, content) : content);
  }

  private static byte[] content(String name) throws IOException {
    Path file = Path.of(name);
    if (Files.isDirectory(file)) {
      throw new SampleException(name + " is a folder. Name a file in it");
    }
    if (!Files.exists(file) && name.matches("[a-z-]+")) {
      try (InputStream in = TraceFile.class.getResourceAsStream("/traces/" + name + ".mtr.zst")) {
        if (in != null) {
          return in.readAllBytes();
        }
      }
    }
    return Files.readAllBytes(file);
  }

  /** Whether a file starts with the number that all of zstd's start with. */
  private static boolean isCompressed(byte[] content) {
    return content.length >= 4
        && (content[0] & 0xff) == 0x28
        && (content[1] & 0xff) == 0xb5
        && (content[2] & 0xff) == 0x2f
        && (content[3] & 0xff) == 0xfd;
  }

  private static byte[] decompress(String name, byte[] content) {
    try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(content))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new CorruptTraceException(name, "zstd cannot unpack it (" + e.getMessage() + ")");
    }
  }
}
