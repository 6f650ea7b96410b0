package io.github.basicallocator.consumers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to put the library together with a program works, and nobody complains. */
@ParameterizedClass
@MethodSource("io.github.basicallocator.consumers.Jdk#found")
class PackagingTest {
  private static final String MODULE = "io.github.basicallocator";
  private static final String CLASS_PATH = "ALL-UNNAMED";

  @Parameter Jdk jdk;

  @TempDir Path folder;

  @Test
  void onTheClassPath() throws Exception {
    start(CLASS_PATH).onClassPath(Jars.FULL).worked(jdk, 1);
  }

  @Test
  void onTheModulePath() throws Exception {
    start(MODULE).onModulePath(Jars.FULL).worked(jdk, 1);
  }

  @Test
  void withOnePlatformOnTheClassPath() throws Exception {
    start(CLASS_PATH).onClassPath(Start.and(Jars.BARE, Jars.NATIVES)).worked(jdk, 1);
  }

  @Test
  void withOnePlatformOnTheModulePath() throws Exception {
    start(MODULE)
        .with("--add-modules", Jars.module(Jars.NATIVES))
        .onModulePath(Start.and(Jars.BARE, Jars.NATIVES))
        .worked(jdk, 1);
  }

  @Test
  void withSeveralPlatformsSideBySide() throws Exception {
    List<Path> natives = Start.and(Jars.ofOtherPlatforms(folder), Jars.NATIVES);
    List<Path> jars = Start.and(Jars.BARE, natives.toArray(Path[]::new));
    List<String> modules = natives.stream().map(Jars::module).toList();
    start(CLASS_PATH).onClassPath(jars).worked(jdk, 1);
    start(MODULE)
        .with("--add-modules", String.join(",", modules))
        .onModulePath(jars)
        .worked(jdk, 1);
  }

  /** The manifest of a jar that is started by itself can allow native access. */
  @Test
  void shadedIntoOneJar() throws Exception {
    new Start(jdk).jar(Jars.SHADED).worked(jdk, 1);
  }

  @Test
  void insideASpringBootJar() throws Exception {
    start(CLASS_PATH).jar(Jars.BOOT).worked(jdk, 1);
  }

  @Test
  void inTwoClassLoadersOfOneJvm() throws Exception {
    start(CLASS_PATH).onClassPath(Jars.FULL, "example.TwoLoaders").worked(jdk, 2);
  }

  @Test
  void withALibraryOfTheUsersOwn() throws Exception {
    Path own = folder.resolve("own");
    try (ZipFile natives = new ZipFile(Jars.NATIVES.toFile());
        InputStream libc = natives.getInputStream(library(natives, "libc"))) {
      Files.copy(libc, own);
    }
    Result result =
        start(CLASS_PATH).with("-Dbasicallocator.library=" + own).onClassPath(Jars.BARE);
    result.worked(jdk, 1);
    assertTrue(result.output().get(0).startsWith("libc"), result::toString);
  }

  /** {@code jlink} takes modules that say what they need; the main jar is one. */
  @Test
  void inARunTimeImage() throws Exception {
    assumeTrue(
        jdk.version() >= 24 || Files.exists(jdk.home().resolve("jmods")), "this JDK cannot link");
    Path image = folder.resolve("image");
    List<String> link = new ArrayList<>(List.of(jdk.tool("jlink").toString(), "--module-path"));
    link.add(Start.joined(Jars.FULL));
    link.addAll(List.of("--add-modules", "example,org.slf4j.nop", "--output", image.toString()));
    Result linked = Start.run(link);
    assertEquals(0, linked.exitCode(), linked::toString);
    Jdk ofImage = new Jdk(jdk.version(), image);
    Result version = Start.run(List.of(ofImage.tool("java").toString(), "-version"));
    assumeTrue(version.exitCode() == 0, () -> "made for another system: " + version);
    new Start(ofImage).withNativeAccess(MODULE).asModule().worked(jdk, 1);
  }

  private Start start(String module) {
    return new Start(jdk).withNativeAccess(module);
  }

  private static ZipEntry library(ZipFile natives, String backend) {
    return natives.stream()
        .filter(entry -> entry.getName().contains("libbasicallocator-" + backend))
        .findFirst()
        .orElseThrow();
  }
}
