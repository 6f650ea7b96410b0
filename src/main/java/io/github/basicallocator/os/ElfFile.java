package io.github.basicallocator.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.lang3.SystemUtils;

/**
 * Looks at a shared library of Linux before it is loaded.
 *
 * <p>The header of an ELF file says what to map into memory. The C library maps it without comparing
 * that with the size of the file, and touching a page behind the file's end is a SIGBUS: a library that
 * is cut off would end the JVM. macOS compares by itself, and its files are not looked at.
 */
final class ElfFile {
  private static final int HEADER = 64;
  private static final int MAGIC = 0x7F454C46; // DEL, "ELF"
  private static final int BITS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;

  private ElfFile() {}

  /**
   * Does nothing if the file is whole.
   *
   * @param advice what to do if it is not, whole sentences
   */
  static void requireWhole(Path file, String advice) throws IOException {
    if (SystemUtils.IS_OS_LINUX && Files.isRegularFile(file)) {
      long size = Files.size(file);
      ByteBuffer header = header(file);
      if (header.limit() < HEADER || header.getInt(0) != MAGIC) {
        throw damaged(file, "it is not a library (ELF file)", advice);
      }
      if (header.get(4) == BITS_64 && size < end(header)) {
        throw damaged(
            file, "only %d of its %d bytes are there".formatted(size, end(header)), advice);
      }
    }
  }

  /** Linkers put the table of sections at the end of the file. */
  private static long end(ByteBuffer header) {
    header.order(header.get(5) == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long table = header.getLong(40);
    int entrySize = Short.toUnsignedInt(header.getShort(58));
    int entries = Short.toUnsignedInt(header.getShort(60));
    return table + (long) entrySize * entries;
  }

  private static ByteBuffer header(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ByteBuffer.wrap(in.readNBytes(HEADER));
    }
  }

  private static UnsatisfiedLinkError damaged(Path file, String defect, String advice) {
    return new UnsatisfiedLinkError("Cannot load %s: %s. %s".formatted(file, defect, advice));
  }
}
