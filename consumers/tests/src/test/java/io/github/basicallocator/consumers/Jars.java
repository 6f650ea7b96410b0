package io.github.basicallocator.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The jars that the other projects here have built or collected. */
final class Jars {
  private static final Path CONSUMERS = Path.of("..").toAbsolutePath().normalize();

  /** The program with the main jar. */
  static final List<Path> FULL =
      Start.and(in("app/target/lib"), one(CONSUMERS.resolve("app/target"), "app.jar"));

  /** The program with the jar that has no libraries. */
  static final List<Path> BARE =
      in("slim/target/lib").stream().filter(jar -> !isNatives(jar)).toList();

  /** The jar with the libraries of this platform. */
  static final Path NATIVES = one(CONSUMERS.resolve("slim/target/lib"), "*-natives-*-*.jar");

  static final Path SHADED = one(CONSUMERS.resolve("app/target"), "app*-shaded.jar");
  static final Path RELOCATED = one(CONSUMERS.resolve("app/target"), "app*-relocated.jar");
  static final Path BOOT = one(CONSUMERS.resolve("app/target"), "app*-boot.jar");

  private static final Path ARENAS = CONSUMERS.resolve("arenas/target");

  private Jars() {}

  /** The program with arenas and all that it needs; {@code -Parenas} builds it. */
  static List<Path> arenas() {
    return Start.and(in("arenas/target/lib"), one(ARENAS, "arenas.jar"));
  }

  static boolean isTheLibrary(Path jar) {
    return jar.getFileName().toString().startsWith("basic-allocator-");
  }

  /** The platform that a jar with libraries is for, {@code linux-x86_64}. */
  static String platform(Path natives) {
    return natives.getFileName().toString().replaceAll(".*-natives-(.*)\\.jar", "$1");
  }

  /** The name of such a jar as a module. */
  static String module(Path natives) {
    return "io.github.basicallocator.natives." + platform(natives).replace('-', '.');
  }

  /**
   * Jars with the libraries of other platforms: those that were built, by {@code -Pcross}, or else a
   * copy of this platform's under another name, in {@code folder}.
   */
  static List<Path> ofOtherPlatforms(Path folder) throws IOException {
    if (Files.exists(CONSUMERS.resolve("slim/target/other-platforms"))) {
      return in("slim/target/other-platforms");
    }
    Path copy = folder.resolve("copy-natives-some-other.jar");
    try (JarFile natives = new JarFile(NATIVES.toFile())) {
      Manifest manifest = natives.getManifest();
      manifest.getMainAttributes().putValue("Automatic-Module-Name", module(copy));
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(copy), manifest)) {
        for (JarEntry entry : Collections.list(natives.entries())) {
          if (entry.getName().contains("libbasicallocator")) {
            out.putNextEntry(
                new JarEntry(entry.getName().replace(platform(NATIVES), platform(copy))));
            natives.getInputStream(entry).transferTo(out);
          }
        }
      }
    }
    return List.of(copy);
  }

  private static boolean isNatives(Path jar) {
    return jar.getFileName().toString().matches(".*-natives-.*-.*\\.jar");
  }

  private static List<Path> in(String folder) {
    return list(CONSUMERS.resolve(folder), "*.jar");
  }

  private static Path one(Path folder, String glob) {
    List<Path> jars = list(folder, glob);
    if (jars.size() != 1) {
      throw new IllegalStateException("not exactly one %s in %s: %s".formatted(glob, folder, jars));
    }
    return jars.get(0);
  }

  private static List<Path> list(Path folder, String glob) {
    var matcher = folder.getFileSystem().getPathMatcher("glob:" + glob);
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> matcher.matches(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException("build all projects: mvn verify in consumers", e);
    }
  }
}
