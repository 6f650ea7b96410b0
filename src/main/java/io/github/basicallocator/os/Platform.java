package io.github.basicallocator.os;

import java.util.Locale;
import org.apache.commons.lang3.ArchUtils;
import org.apache.commons.lang3.SystemUtils;
import org.apache.commons.lang3.arch.Processor;

/** Names this machine the way the folders of the bundled libraries do: {@code linux-x86_64}. */
final class Platform {
  private Platform() {}

  static String name() {
    return operatingSystem() + "-" + architecture();
  }

  /** The file name of a shared library, {@code libX.so} or {@code libX.dylib}. */
  static String libraryFile(String baseName) {
    return "lib" + baseName + (SystemUtils.IS_OS_MAC ? ".dylib" : ".so");
  }

  private static String operatingSystem() {
    if (SystemUtils.IS_OS_LINUX) {
      return "linux";
    }
    return SystemUtils.IS_OS_MAC ? "macos" : SystemUtils.OS_NAME.toLowerCase(Locale.ROOT);
  }

  private static String architecture() {
    Processor processor = ArchUtils.getProcessor();
    if (processor != null && processor.is64Bit()) {
      // The JVM says amd64 on Linux and x86_64 on macOS for the same thing.
      if (processor.isX86()) {
        return "x86_64";
      }
      if (processor.isAarch64()) {
        return "aarch64";
      }
    }
    return SystemUtils.OS_ARCH.toLowerCase(Locale.ROOT);
  }
}
