package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents name exists, what they link to is there, and their code is code that runs. */
class DocumentationTest {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CLASS_NAME =
      Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?(?:\\(.*?\\))?`");
  private static final Pattern FILE_NAME =
      Pattern.compile(
          "`((?:src|docs|samples|benchmarks|stress|consumers|integrations|scripts)/[\\w./-]+)`");

  private static final Map<String, String> SOURCES = sources();

  static List<Path> documents() throws IOException {
    try (Stream<Path> files = Stream.concat(Files.list(ROOT), Files.walk(ROOT.resolve("docs")))) {
      List<Path> documents =
          new ArrayList<>(files.filter(file -> file.toString().endsWith(".md")).toList());
      documents.add(ROOT.resolve("samples/README.md"));
      documents.add(ROOT.resolve("integrations/ffm/README.md"));
      return documents;
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsToAFile(Path document) throws IOException {
    List<String> broken = new ArrayList<>();
    for (Matcher link = LINK.matcher(Files.readString(document)); link.find(); ) {
      if (!Files.exists(document.resolveSibling(link.group(1)))) {
        broken.add(link.group(1));
      }
    }
    assertEquals(List.of(), broken);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyFileThatIsNamedExists(Path document) throws IOException {
    List<String> missing = new ArrayList<>();
    for (Matcher name = FILE_NAME.matcher(Files.readString(document)); name.find(); ) {
      if (!name.group(1).contains("/target/") && !Files.exists(ROOT.resolve(name.group(1)))) {
        missing.add(name.group(1));
      }
    }
    assertEquals(List.of(), missing);
  }

  /** The map of the Rust crate names what is in neither project's language; it is left out. */
  @ParameterizedTest
  @MethodSource("documents")
  void everyClassAndMemberThatIsNamedExists(Path document) throws IOException {
    if (document.endsWith("rust-map.md")) {
      return;
    }
    List<String> missing = new ArrayList<>();
    for (Matcher name = CLASS_NAME.matcher(Files.readString(document)); name.find(); ) {
      if (!exists(name.group(1), name.group(2))) {
        missing.add(name.group());
      }
    }
    assertEquals(List.of(), missing);
  }

  /** Of the map, the second column of each table is checked: the Java side. */
  @Test
  void theJavaSideOfTheRustMapExists() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/rust-map.md"))) {
      String[] cells = line.split("(?<!\\\\)\\|");
      if (cells.length >= 4) {
        for (Matcher name = CLASS_NAME.matcher(cells[2]); name.find(); ) {
          if (!exists(name.group(1), name.group(2))) {
            missing.add(name.group());
          }
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void theJavaExampleOfTheReadmeIsCodeThatRuns() throws IOException {
    String path = "src/test/java/io/github/basicallocator/ReadmeExampleTest.java";
    String test = squeezed(Files.readString(ROOT.resolve(path)));
    Matcher block = JAVA_BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
    assertTrue(block.find());
    do {
      assertTrue(test.contains(squeezed(block.group(1))), block.group(1));
    } while (block.find());
  }

  @Test
  void theReadmeNamesTheVersionThatIsBuilt() throws IOException {
    Matcher version =
        Pattern.compile("<version>(.*?)</version>")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertTrue(version.find());
    assertTrue(Files.readString(ROOT.resolve("README.md")).contains(version.group()));
  }

  @Test
  void whatDoesNotExistIsNoticed() {
    assertTrue(exists("BlockList", "popFit"));
    assertFalse(exists("BlockList", "popFits"));
    assertFalse(exists("BlockLists", null));
    assertTrue(exists("IllegalStateException", null));
  }

  private static boolean exists(String type, String member) {
    String source = SOURCES.get(type);
    if (source == null) {
      return List.of("Unsafe", "MemorySegment", "Arena", "ByteBuffer", "Dockerfile").contains(type)
          || isOfJavaLang(type);
    }
    return member == null || Pattern.compile("\\b" + member + "\\b").matcher(source).find();
  }

  private static boolean isOfJavaLang(String type) {
    try {
      Class.forName("java.lang." + type);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }

  /** The text of every Java file of all projects, by the name of its class. */
  private static Map<String, String> sources() {
    Map<String, String> sources = new HashMap<>();
    for (String folder :
        List.of(
            "src",
            "samples/src",
            "benchmarks/src",
            "stress/src",
            "consumers",
            "integrations/ffm/src")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.put(name, Files.readString(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sources;
  }
}
