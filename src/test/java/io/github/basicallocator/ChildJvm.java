package io.github.basicallocator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the main method of a test class in a JVM of its own: for what must not happen in this one. */
public final class ChildJvm {
  /** How a child ended, and what it printed on both streams. */
  public record Result(int exitCode, String output) {}

  private final List<String> command = new ArrayList<>();

  /** A child started by {@code prefix}, for instance {@code taskset -c 0}; usually empty. */
  public ChildJvm(String... prefix) {
    command.addAll(List.of(prefix));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "-Xmx64m", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    String flags = System.getProperty("test.childFlags", "");
    if (!flags.isBlank()) {
      command.addAll(List.of(flags.split(" ")));
    }
    // The choice of this JVM's back end is the child's too, unless an option below overrides it.
    String backend = System.getProperty("basicallocator.syscall");
    if (backend != null) {
      command.add("-Dbasicallocator.syscall=" + backend);
    }
  }

  public ChildJvm option(String option) {
    command.add(option);
    return this;
  }

  public Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.add(main.getName());
    all.addAll(List.of(arguments));
    // To a file, not a pipe: reading a pipe to its end would wait for a child that hangs.
    Path output = Files.createTempFile("child", ".txt");
    try {
      Process process =
          new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!process.waitFor(Long.getLong("test.childMinutes", 4), TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("does not end: " + all + "\n" + Files.readString(output));
      }
      return new Result(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
