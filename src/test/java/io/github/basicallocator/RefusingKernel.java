package io.github.basicallocator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Talks to {@code src/test/c/refusing.c}, a back end that refuses what it is told to. It is compiled when a test
 * needs it, and used by a {@link ChildJvm} as the library of its own that any program may have.
 */
final class RefusingKernel {
  private static final Path INCLUDE = Path.of(System.getProperty("java.home"), "include");
  private static final Path HEADERS = Path.of("target/headers");

  private RefusingKernel() {}

  /** From now on calls are counted from 1, and those from {@code first} to {@code last} are refused. */
  static native void refuse(long first, long last);

  /** How many calls were refused in all. */
  static native long refusals();

  /** The bytes of addresses that were obtained and not given back. */
  static native long held();

  /** Whether there is what it takes to compile it. */
  static boolean available() {
    try {
      return Files.exists(INCLUDE.resolve("jni.h"))
          && Files.exists(HEADERS)
          && new ProcessBuilder("gcc", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      return false; // there is no compiler
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Compiles the library. */
  static Path compile(Path folder) throws IOException, InterruptedException {
    Path library = folder.resolve("librefusing.so");
    List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-Wall", "-Werror"));
    for (String call : new String[] {"mmap", "munmap", "mprotect", "madvise", "mremap"}) {
      command.add("-Wl,--wrap=basicallocator_" + call);
    }
    for (Path path : new Path[] {INCLUDE, INCLUDE.resolve("linux"), HEADERS}) {
      command.add("-I" + path);
    }
    command.addAll(List.of("-DSOURCES=test", "-o", library.toString(), "src/test/c/refusing.c"));
    command.addAll(List.of("src/main/c/syscall_jni.c", "src/main/c/syscall_libc.c"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new AssertionError(output);
    }
    return library;
  }
}
