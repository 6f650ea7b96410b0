package io.github.basicallocator.consumers;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/** A JDK that the program is started on; the tests run once for each. */
record Jdk(int version, Path home) {
  /** Homes of JDKs, separated as in a path; without it the tests use the one that they run on. */
  private static final String LIST = System.getenv("BASICALLOCATOR_JDKS");

  private static final List<Jdk> FOUND = find();

  static List<Jdk> found() {
    return FOUND;
  }

  Path tool(String name) {
    return home.resolve("bin").resolve(name);
  }

  /** Whether this JDK wants to be told which code may load native libraries. */
  boolean asksForNativeAccess() {
    return version >= 24;
  }

  /** What the library is expected to access memory with. */
  String memoryAccess() {
    return version >= 22 ? "java.lang.foreign" : "sun.misc.Unsafe";
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }

  private static List<Jdk> find() {
    String list = Objects.requireNonNullElse(LIST, "");
    String homes = list.isBlank() ? System.getProperty("java.home") : list;
    List<Jdk> found =
        Stream.of(homes.split(File.pathSeparator)).map(Path::of).map(Jdk::of).toList();
    System.out.println("Starting the program on " + found);
    for (int version : new int[] {17, 21, 25}) {
      if (found.stream().noneMatch(jdk -> jdk.version == version)) {
        System.out.println("NOT on JDK " + version + ": BASICALLOCATOR_JDKS names none.");
      }
    }
    return found;
  }

  private static Jdk of(Path home) {
    Properties release = new Properties();
    try (BufferedReader file = Files.newBufferedReader(home.resolve("release"))) {
      release.load(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(home + " in BASICALLOCATOR_JDKS is no JDK", e);
    }
    String version = release.getProperty("JAVA_VERSION").replace("\"", "");
    return new Jdk(Runtime.Version.parse(version).feature(), home);
  }
}
