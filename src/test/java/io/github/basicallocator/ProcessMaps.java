package io.github.basicallocator;

import io.github.basicallocator.os.Syscall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks Linux which addresses of this process are mapped. */
public final class ProcessMaps {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private ProcessMaps() {}

  public static boolean available() {
    return Files.isReadable(MAPS);
  }

  /** How many bytes from {@code address} on, up to {@code size}, are mapped. */
  public static long mappedBytes(long address, long size) throws IOException {
    long mapped = 0;
    for (String line : Files.readAllLines(MAPS)) {
      String[] range = line.substring(0, line.indexOf(' ')).split("-");
      long start = Math.max(Long.parseUnsignedLong(range[0], 16), address);
      long end = Math.min(Long.parseUnsignedLong(range[1], 16), address + size);
      if (start < end) {
        mapped += end - start;
      }
    }
    return mapped;
  }

  /** A size from the status of this process, in bytes: {@code VmSize} is what is mapped now. */
  public static long status(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IllegalArgumentException(name);
  }

  /** How many of the {@code size} bytes from {@code address} on have physical memory behind them. */
  public static long residentBytes(long address, long size) throws IOException {
    long pageSize = Syscall.pageSize();
    int pages = Math.toIntExact(size / pageSize);
    ByteBuffer entries = ByteBuffer.allocate(pages * Long.BYTES).order(ByteOrder.nativeOrder());
    try (FileChannel pagemap = FileChannel.open(Path.of("/proc/self/pagemap"))) {
      pagemap.read(entries, address / pageSize * Long.BYTES);
    }
    long resident = 0;
    for (int page = 0; page < pages; page++) {
      resident += entries.getLong(page * Long.BYTES) < 0 ? pageSize : 0; // bit 63: present
    }
    return resident;
  }
}
