package io.github.basicallocator.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.basicallocator.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the library is found, and what a user is told when it is not. */
class NativeLibraryTest {
  private static final Path NATIVES = Path.of("target/classes/META-INF/native", Platform.name());
  private static final String SYSCALL = Syscall.class.getName();

  private static final String CAUSES = "causes";
  private static final String INVALID_PATH = "invalid path"; // no command line can contain one

  @TempDir Path folder;

  /**
   * Prints the back end twice, or why there is none, or what caused that: the second answer must be as
   * clear as the first.
   */
  public static void main(String[] args) {
    boolean causes = List.of(args).contains(CAUSES);
    if (List.of(args).contains(INVALID_PATH)) {
      System.setProperty("basicallocator.library", "\0");
    }
    for (int i = 0; i < 2; i++) {
      try {
        System.out.println(Syscall.backend());
      } catch (UnsatisfiedLinkError e) {
        System.out.println(causes ? e.getCause() : e.getMessage());
      }
    }
  }

  /** The Maven profile use_libc changes the default of the build, and nothing else does. */
  @Test
  void theLoadedLibraryIsTheOneThatTheBuildChose() {
    assumeTrue(System.getProperty("basicallocator.syscall") == null, "chosen by a property here");
    String built = System.getProperty("test.defaultBackend");
    assertEquals(Files.exists(library(built)) ? built : "libc", Syscall.backend());
  }

  @Test
  void aSystemPropertyChoosesTheBackend() throws Exception {
    assertTrue(Files.exists(library("libc")), "every build makes the libc library");
    assertOutput("libc", new ChildJvm().option("-Dbasicallocator.syscall=libc"));
    assumeTrue(Files.exists(library("asm")), "no assembly for this platform");
    assertOutput("asm", new ChildJvm().option("-Dbasicallocator.syscall=asm"));
  }

  @Test
  void anUnknownBackendIsNamed() throws Exception {
    assertOutput(
        "-Dbasicallocator.syscall=fast: there is no such back end; use asm or libc.",
        new ChildJvm().option("-Dbasicallocator.syscall=fast"));
  }

  @Test
  void aLibraryOfTheUsersOwnIsLoadedInstead() throws Exception {
    Path own = Files.copy(library("libc"), folder.resolve("own.so"));
    assertOutput("libc", new ChildJvm().option("-Dbasicallocator.library=" + own));
  }

  @Test
  void aLibraryOfTheUsersOwnThatIsMissingIsNotReplaced() throws Exception {
    Path missing = folder.resolve("missing.so");
    String output = output(new ChildJvm().option("-Dbasicallocator.library=" + missing));
    assertTrue(output.startsWith("Cannot load " + missing + ": "), output);
    assertTrue(output.endsWith("Correct -Dbasicallocator.library, or leave it out."), output);
  }

  @Test
  void everyCallerIsToldTheCause() throws Exception {
    String property = "-Dbasicallocator.library=" + folder.resolve("missing.so");
    String output = output(new ChildJvm().option(property), CAUSES);
    assertTrue(output.startsWith("java.lang.UnsatisfiedLinkError: Can't load library"), output);
  }

  @Test
  void aPropertyThatIsNoPathIsTheSameKindOfError() throws Exception {
    String output = output(new ChildJvm(), INVALID_PATH);
    assertTrue(output.startsWith("Cannot load the native library: "), output);
    assertTrue(output.contains("InvalidPathException"), output);
    assertTrue(output.endsWith("Correct -Dbasicallocator.library, or leave it out."), output);
  }

  @Test
  void aLibraryWithoutTheFunctionsIsNotTakenForOne() throws Exception {
    Path other = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("prefs"));
    String output = output(new ChildJvm().option("-Dbasicallocator.library=" + other));
    assertTrue(output.startsWith("The native library has no functions for " + SYSCALL), output);
  }

  /** Loading what is left of the file would end the JVM: it maps what the header promises. */
  @ParameterizedTest
  @ValueSource(ints = {1, 30, 90})
  @EnabledOnOs(OS.LINUX)
  void aLibraryThatIsCutOffIsNotLoaded(int percent) throws Exception {
    byte[] whole = Files.readAllBytes(library("libc"));
    int size = whole.length * percent / 100;
    Path cutOff = Files.write(folder.resolve("cut-off.so"), Arrays.copyOf(whole, size));
    String output = output(new ChildJvm().option("-Dbasicallocator.library=" + cutOff));
    String defect = ": only %d of its %d bytes are there. ".formatted(size, whole.length);
    assertTrue(output.startsWith("Cannot load " + cutOff + defect), output);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileThatIsNoLibraryIsNamed() throws Exception {
    Path text = Files.writeString(folder.resolve("text.so"), "no library at all ".repeat(10));
    String output = output(new ChildJvm().option("-Dbasicallocator.library=" + text));
    assertTrue(output.startsWith("Cannot load " + text + ": it is not a library"), output);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aTemporaryFolderThatCannotBeWrittenIsNamed() throws Exception {
    String output = output(new ChildJvm().option("-Djava.io.tmpdir=/proc"));
    assertTrue(output.contains("to the temporary folder /proc"), output);
    assertTrue(output.contains("Choose a writable one with -Djava.io.tmpdir=FOLDER"), output);
  }

  @Test
  void aPlatformWithoutLibraryIsNamed() throws Exception {
    String output = output(new ChildJvm().option("-Dos.arch=sparcv9"));
    assertTrue(output.contains("-sparcv9 with the back end libc"), output);
    assertTrue(output.contains("unpack or build a library yourself and name it with"), output);
  }

  @Test
  void nothingIsLeftBehindInTheTemporaryFolder() throws Exception {
    output(new ChildJvm().option("-Djava.io.tmpdir=" + folder));
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  /** The dynamic section of the assembly library asks for no other library, so it cannot call libc. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theAssemblyLibraryNeedsNoCLibrary() throws Exception {
    assumeTrue(Files.exists(library("asm")), "no assembly for this platform");
    assertTrue(
        dynamicSection("libc").contains("(NEEDED)"), "the libc library shows what is looked for");
    assertFalse(dynamicSection("asm").contains("(NEEDED)"));
  }

  private static void assertOutput(String expected, ChildJvm child) throws Exception {
    assertEquals(expected, output(child));
  }

  private static String output(ChildJvm child, String... arguments) throws Exception {
    String[] lines = child.run(NativeLibraryTest.class, arguments).output().strip().split("\n");
    assertEquals(2, lines.length, () -> String.join("\n", lines));
    // A temporary name may differ between the two attempts; everything else is the same.
    assertEquals(lines[0].replaceAll("[0-9]{6,}", "…"), lines[1].replaceAll("[0-9]{6,}", "…"));
    return lines[0];
  }

  private static Path library(String backend) {
    return NATIVES.resolve(Platform.libraryFile("basicallocator-" + backend));
  }

  private static String dynamicSection(String backend) throws IOException {
    Process readelf =
        new ProcessBuilder("readelf", "--dynamic", library(backend).toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(readelf.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(output.contains("Dynamic section"), output);
    return output;
  }
}
