package io.github.basicallocator.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;

/** How every JVM is started in which something is measured: each peer gets what it is fastest with. */
public final class JvmFlags {
  private static final int WARNS_OF_UNSAFE = 23;

  private static final List<String> ALWAYS =
      List.of(
          // One collector thread, and none beside the work; the Java heap is what it is from the
          // start.
          "-XX:+UseSerialGC",
          "-XX:+AlwaysPreTouch",
          "--enable-native-access=ALL-UNNAMED",
          "-Dslf4j.provider=org.slf4j.nop.NOPServiceProvider",
          "-Dslf4j.internal.verbosity=WARN",
          "-Dorg.lwjgl.util.NoChecks=true",
          // Netty: caches in all threads, as its own threads have them; no detection of errors.
          "-Dio.netty.allocator.useCacheForAllThreads=true",
          "-Dio.netty.leakDetection.level=disabled",
          "-Dio.netty.buffer.checkAccessible=false",
          "-Dio.netty.buffer.checkBounds=false",
          "-Dio.netty.noUnsafe=false",
          // Arrow: it opens java.nio to itself, and checks nothing.
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "-Darrow.enable_unsafe_memory_access=true",
          "-Darrow.enable_null_check_for_get=false",
          "-Darrow.memory.debug.allocator=false");

  private JvmFlags() {}

  /**
   * @param heap of the JVM, such as {@code 512m}
   */
  public static List<String> with(String heap, String... more) {
    List<String> flags = new ArrayList<>(ALWAYS);
    flags.add("-Xms" + heap);
    flags.add("-Xmx" + heap);
    if (Runtime.version().feature() >= WARNS_OF_UNSAFE) {
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    flags.add("-Dtraces=" + System.getProperty("traces", "traces"));
    flags.addAll(List.of(more));
    return flags;
  }
}
