package io.github.basicallocator.consumers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever keeps the library from loading, there is one error, and it says what to do. */
@ParameterizedClass
@MethodSource("io.github.basicallocator.consumers.Jdk#found")
class FailureTest {
  private static final String OVERRIDE = "-Dbasicallocator.library=FILE";
  private static final int MACHINE = 18; // offset in the header of an ELF file
  private static final byte IBM_S390 = 22;

  @Parameter Jdk jdk;

  @TempDir Path folder;

  @Test
  void onAPlatformWithoutLibrary() throws Exception {
    start()
        .with("-Dos.arch=sparcv9")
        .onClassPath(Jars.FULL)
        .failed("No library for ", "-sparcv9 with the back end libc", OVERRIDE);
  }

  @Test
  void withoutTheJarOfThisPlatform() throws Exception {
    start()
        .onClassPath(Jars.BARE)
        .failed("No library for ", "classifier natives-" + Jars.platform(Jars.NATIVES), OVERRIDE);
  }

  @Test
  void withTheJarOfThisPlatformNotAddedAsAModule() throws Exception {
    new Start(jdk)
        .withNativeAccess("io.github.basicallocator")
        .onModulePath(Start.and(Jars.BARE, Jars.NATIVES))
        .failed("No library for ", "--add-modules " + Jars.module(Jars.NATIVES));
  }

  @Test
  void relocated() throws Exception {
    new Start(jdk)
        .jar(Jars.RELOCATED)
        .failed("no functions for example.relocated.os.Syscall", "let no shading plugin relocate");
  }

  @Test
  void aTemporaryFolderThatCannotBeWritten() throws Exception {
    mounted("ro").failed("to the temporary folder " + folder, "-Djava.io.tmpdir=FOLDER", OVERRIDE);
  }

  @Test
  void aTemporaryFolderThatAllowsNoPrograms() throws Exception {
    mounted("noexec").failed("If " + folder + " does not allow programs", "noexec", OVERRIDE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLibraryThatIsCutOff() throws Exception {
    changed(library -> Arrays.copyOf(library, library.length / 2))
        .failed("bytes are there", " is damaged: use the jar as it was published", OVERRIDE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLibraryThatIsNone() throws Exception {
    changed(library -> new byte[library.length])
        .failed("it is not a library", " is damaged: use the jar as it was published", OVERRIDE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLibraryForAnotherProcessor() throws Exception {
    UnaryOperator<byte[]> change =
        library -> {
          library[MACHINE] = IBM_S390;
          return library;
        };
    changed(change).failed(" is damaged: use the jar as it was published", OVERRIDE);
  }

  private Start start(String... wrapper) {
    return new Start(jdk, wrapper).withNativeAccess("ALL-UNNAMED");
  }

  /** With a temporary folder that is a file system of its own, mounted for that process only. */
  private Result mounted(String option) throws Exception {
    String script = "mount -t tmpfs -o " + option + " none \"$0\" && exec \"$@\"";
    for (String namespace : List.of("--mount", "--mount --map-root-user")) {
      List<String> wrapper = new ArrayList<>(List.of("unshare"));
      Collections.addAll(wrapper, namespace.split(" "));
      Collections.addAll(wrapper, "sh", "-c", script, folder.toString());
      if (isPossible(wrapper)) {
        return start(wrapper.toArray(String[]::new))
            .with("-Djava.io.tmpdir=" + folder)
            .onClassPath(Jars.FULL);
      }
    }
    assumeTrue(false, "this user may not mount file systems, not even in a namespace");
    return null;
  }

  private static boolean isPossible(List<String> wrapper) throws InterruptedException {
    List<String> command = new ArrayList<>(wrapper);
    command.add("true");
    try {
      return Start.run(command).exitCode() == 0;
    } catch (IOException e) {
      return false; // there is no such command
    }
  }

  /** With libraries that were changed, in a folder in place of a jar. */
  private Result changed(UnaryOperator<byte[]> change) throws Exception {
    try (ZipFile natives = new ZipFile(Jars.NATIVES.toFile())) {
      for (ZipEntry entry : Collections.list(natives.entries())) {
        if (entry.getName().contains("libbasicallocator")) {
          Path file = folder.resolve(entry.getName());
          Files.createDirectories(file.getParent());
          try (InputStream in = natives.getInputStream(entry)) {
            Files.write(file, change.apply(in.readAllBytes()));
          }
        }
      }
    }
    return start().onClassPath(Start.and(Jars.BARE, folder));
  }
}
