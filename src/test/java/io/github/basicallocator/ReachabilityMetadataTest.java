package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What GraalVM is told to keep in an image is what the code uses: native methods and resources. */
class ReachabilityMetadataTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final Pattern TYPE =
      Pattern.compile("\"type\": \"([\\w.$]+)\", \"jniAccessible\": true");
  private static final Pattern GLOB = Pattern.compile("\"glob\": \"(.*?)\"");

  private final String metadata;

  ReachabilityMetadataTest() throws IOException {
    metadata =
        Files.readString(
            CLASSES.resolve(
                "META-INF/native-image/io.github.basicallocator/basic-allocator"
                    + "/reachability-metadata.json"));
  }

  @Test
  void theClassesWithNativeMethodsAreThoseThatAreNamed() throws Exception {
    Set<String> withNativeMethods = new TreeSet<>();
    for (JavaClass type : new ClassFileImporter().importPath(CLASSES)) {
      Class<?> loaded = Class.forName(type.getName(), false, getClass().getClassLoader());
      for (Method method : loaded.getDeclaredMethods()) {
        if (Modifier.isNative(method.getModifiers())) {
          withNativeMethods.add(type.getName());
        }
      }
    }
    assertEquals(withNativeMethods, allOf(TYPE));
  }

  @Test
  void theLibrariesAndSettingsAreTheResourcesThatAreNamed() throws IOException {
    Set<String> used = new TreeSet<>();
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.walk(CLASSES).filter(Files::isRegularFile)) {
      for (Path file : files.map(CLASSES::relativize).toList()) {
        boolean resource = file.startsWith("io") && !file.toString().endsWith(".class");
        if (file.startsWith("META-INF/native") || resource) {
          used.add(file.toString());
        }
        for (String glob : allOf(GLOB)) {
          if (file.getFileSystem().getPathMatcher("glob:" + glob).matches(file)) {
            named.add(file.toString());
          }
        }
      }
    }
    assertEquals(used, named);
  }

  private Set<String> allOf(Pattern pattern) {
    Set<String> all = new TreeSet<>();
    for (Matcher matcher = pattern.matcher(metadata); matcher.find(); ) {
      all.add(matcher.group(1));
    }
    return all;
  }
}
