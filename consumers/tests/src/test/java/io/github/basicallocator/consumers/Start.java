package io.github.basicallocator.consumers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One start of the program: the command line, put together word by word. */
final class Start {
  private final Jdk jdk;
  private final List<String> wrapper;
  private final List<String> words = new ArrayList<>();

  /** A start with {@code wrapper}, a command that runs the one behind it, in front; usually empty. */
  Start(Jdk jdk, String... wrapper) {
    this.jdk = jdk;
    this.wrapper = List.of(wrapper);
  }

  Start with(String... options) {
    words.addAll(List.of(options));
    return this;
  }

  /** The options with which newer JDKs have nothing to complain of; older ones have none like them. */
  Start withNativeAccess(String module) {
    if (jdk.asksForNativeAccess()) {
      with("--enable-native-access=" + module, "--illegal-native-access=deny");
    }
    return this;
  }

  Result onClassPath(List<Path> jars) throws Exception {
    return onClassPath(jars, "example.Program");
  }

  Result onClassPath(List<Path> jars, String main) throws Exception {
    return run("-cp", joined(jars), main);
  }

  Result onModulePath(List<Path> jars) throws Exception {
    return with("--module-path", joined(jars)).asModule();
  }

  Result onModulePath(List<Path> jars, String module, String main) throws Exception {
    return run("--module-path", joined(jars), "--module", module + "/" + main);
  }

  /** Where the JDK brings the modules along. */
  Result asModule() throws Exception {
    return run("--module", "example/example.Program");
  }

  Result jar(Path jar) throws Exception {
    return run("-jar", jar.toString());
  }

  private Result run(String... last) throws Exception {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(List.of(jdk.tool("java").toString(), "-Xmx64m", "-XX:+UseSerialGC"));
    command.addAll(words);
    command.addAll(List.of(last));
    return run(command);
  }

  static Result run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      // Options from there would be announced among the errors.
      builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
      Process process = builder.start();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("does not end: " + command);
      }
      return new Result(
          command, process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  static String joined(List<Path> jars) {
    return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** All of the one list, then all of the other. */
  static List<Path> and(List<Path> some, Path... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }
}
