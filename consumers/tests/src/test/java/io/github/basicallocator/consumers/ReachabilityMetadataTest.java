package io.github.basicallocator.consumers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * GraalVM's own parser understands the metadata in the jar: it writes out what it has read, and refuses
 * attributes that it does not know. It is a download of 25 MB, so only {@code -Pgraalvm} has it.
 */
class ReachabilityMetadataTest {
  private static final String FILE = "reachability-metadata.json";
  private static final String TOOL = "com.oracle.svm.configure.ConfigurationTool";

  @TempDir Path folder;

  @Test
  void isUnderstoodAsItIsMeant() throws Exception {
    String classPath = System.getProperty("java.class.path");
    assumeTrue(classPath.contains("svm-configure"), "only with -Pgraalvm");
    Jdk jdk = Jdk.found().stream().filter(found -> found.version() >= 21).findFirst().orElse(null);
    assumeTrue(jdk != null, "it needs a JDK of version 21 or newer");

    Files.writeString(Files.createDirectory(folder.resolve("in")).resolve(FILE), metadata());
    List<String> command =
        List.of(
            jdk.tool("java").toString(),
            "-cp",
            classPath,
            TOOL,
            "generate",
            "--input-dir=" + folder.resolve("in"),
            "--output-dir=" + folder.resolve("out"));
    Result result = Start.run(command);
    assertEquals(List.of(), result.errors(), result::toString);
    String understood = Files.readString(folder.resolve("out").resolve(FILE));
    assertEquals(metadata().replaceAll("\\s", ""), understood.replaceAll("\\s", ""));
  }

  private static String metadata() throws Exception {
    Path main = Jars.FULL.stream().filter(Jars::isTheLibrary).findFirst().orElseThrow();
    try (ZipFile jar = new ZipFile(main.toFile());
        InputStream in =
            jar.getInputStream(
                jar.getEntry(
                    "META-INF/native-image/io.github.basicallocator/basic-allocator/" + FILE))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
