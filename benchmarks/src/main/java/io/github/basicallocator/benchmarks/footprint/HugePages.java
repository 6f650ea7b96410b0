package io.github.basicallocator.benchmarks.footprint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the kernel may put 2 MiB where 4 KiB were touched, which is no property of an allocator. */
final class HugePages {
  private static final Path SETTING = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

  private HugePages() {}

  /** Makes sure that it does not. From JDK 22 on another class of this name forbids it. */
  static void keepOff() {
    try {
      if (Files.exists(SETTING) && Files.readString(SETTING).contains("[always]")) {
        throw new IllegalStateException(
            "%s says \"always\". Write \"madvise\" to it, or use JDK 22 or newer"
                .formatted(SETTING));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
