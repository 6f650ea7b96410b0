package io.github.basicallocator.samples.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The kernel's own list of what is mapped into this process, which Linux shows as a file. */
final class MemoryMaps {
  private static final Path FILE = Path.of("/proc/self/maps");

  private MemoryMaps() {}

  /** Whether this system has the list. */
  static boolean exist() {
    return Files.isReadable(FILE);
  }

  /** The line about the mapping that {@code address} lies in. */
  static Optional<String> lineAbout(long address) throws IOException {
    try (Stream<String> lines = Files.lines(FILE)) {
      return lines.filter(line -> covers(line, address)).findFirst();
    }
  }

  /** Whether the range that a line starts with, {@code 7f10a000-7f10b000}, has the address. */
  static boolean covers(String line, long address) {
    String[] range = line.substring(0, line.indexOf(' ')).split("-");
    long start = Long.parseUnsignedLong(range[0], 16);
    long end = Long.parseUnsignedLong(range[1], 16);
    return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
  }
}
