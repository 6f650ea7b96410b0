package io.github.basicallocator.consumers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever keeps the library from loading, there is one error, and it says what to do. */
@ParameterizedClass
@MethodSource("io.github.basicallocator.consumers.Jdk#found")
class FailureTest {
  private static final String OVERRIDE = "-Dbasicallocator.library=FILE";
  private static final String[] DAMAGED = {
    " is damaged: its ", "when it was built. Use the jar as it was published", OVERRIDE
  };
  private static final int LOCAL_HEADER = 30; // bytes of a zip file before the name of an entry
  private static final int LOCAL_HEADER_MAGIC = 0x04034B50;

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
  void aLibraryThatIsCutOff() throws Exception {
    changed(library -> Arrays.copyOf(library, library.length / 2)).failed(DAMAGED);
  }

  /** The linker of the system would load this one. */
  @Test
  void aLibraryInWhichOneBitHasFlipped() throws Exception {
    UnaryOperator<byte[]> change =
        library -> {
          library[library.length / 2] ^= 1;
          return library;
        };
    changed(change).failed(DAMAGED);
  }

  @Test
  void aLibraryWithoutChecksum() throws Exception {
    changed(library -> library, ".crc32").failed(" is damaged: reading it gives ", OVERRIDE);
  }

  /** It is not the temporary folder that is to blame. */
  @Test
  void aJarWhoseEntryCannotBeRead() throws Exception {
    Path jar = folder.resolve("natives.jar");
    Files.write(jar, withoutContents(Files.readAllBytes(Jars.NATIVES)));
    start()
        .onClassPath(Start.and(Jars.BARE, jar))
        .failed(" is damaged: reading it gives ", "Use the jar as it was published", OVERRIDE);
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

  /** With libraries that were changed, in a folder in place of a jar; some files are left out. */
  private Result changed(UnaryOperator<byte[]> change, String... leftOut) throws Exception {
    try (ZipFile natives = new ZipFile(Jars.NATIVES.toFile())) {
      for (ZipEntry entry : Collections.list(natives.entries())) {
        String name = entry.getName();
        if (name.contains("libbasicallocator")
            && Arrays.stream(leftOut).noneMatch(name::endsWith)) {
          Path file = folder.resolve(name);
          Files.createDirectories(file.getParent());
          try (InputStream in = natives.getInputStream(entry)) {
            byte[] content = in.readAllBytes();
            Files.write(file, name.endsWith(".crc32") ? content : change.apply(content));
          }
        }
      }
    }
    return start().onClassPath(Start.and(Jars.BARE, folder));
  }

  /** The jar with garbage in place of the first compressed bytes of each library. */
  private static byte[] withoutContents(byte[] jar) {
    ByteBuffer zip = ByteBuffer.wrap(jar).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < jar.length - LOCAL_HEADER; i++) {
      if (zip.getInt(i) == LOCAL_HEADER_MAGIC) {
        int nameLength = zip.getShort(i + 26);
        String name = new String(jar, i + LOCAL_HEADER, nameLength, StandardCharsets.US_ASCII);
        if (name.endsWith(".so") || name.endsWith(".dylib")) {
          int content = i + LOCAL_HEADER + nameLength + zip.getShort(i + 28);
          Arrays.fill(jar, content, content + 16, (byte) 0xFF);
        }
      }
    }
    return jar;
  }
}
