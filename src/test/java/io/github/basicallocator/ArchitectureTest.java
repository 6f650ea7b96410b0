package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of layers in ARCHITECTURE.md is true: packages, what they hold, and what they use. */
class ArchitectureTest {
  private static final String ROOT = "io.github.basicallocator";
  private static final Pattern ROW = Pattern.compile("\\| (`?\\w+`?) \\| (.*) \\| (.*) \\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  // Without META-INF/versions, whose classes have the names of others.
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("META-INF"))
          .importPath("target/classes");
  private final Map<String, Set<String>> holds = new TreeMap<>();
  private final Map<String, Set<String>> mayUse = new TreeMap<>();

  ArchitectureTest() throws IOException {
    String text = Files.readString(Path.of("ARCHITECTURE.md"));
    String table = text.substring(text.indexOf("## Layers"), text.indexOf("The root is"));
    for (Matcher row = ROW.matcher(table); row.find(); ) {
      if (!row.group(1).equals("package")) {
        String name = row.group(1).replace("`", "");
        holds.put(name, names(row.group(2)));
        mayUse.put(name, names(row.group(3)));
      }
    }
  }

  @Test
  void theTableNamesEveryPackage() {
    Set<String> packages = new TreeSet<>();
    classes.forEach(type -> packages.add(layer(type)));
    assertEquals(packages, holds.keySet());
  }

  @Test
  void everyPackageUsesOnlyWhatTheTableAllows() {
    Set<String> broken = new TreeSet<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String to = layer(dependency.getTargetClass());
        if (to != null && !to.equals(layer(type)) && !mayUse.get(layer(type)).contains(to)) {
          broken.add(dependency.getDescription());
        }
      }
    }
    assertEquals(Set.of(), broken);
  }

  @Test
  void theTableAllowsOnlyWhatIsUsed() {
    Map<String, Set<String>> used = new TreeMap<>();
    mayUse.keySet().forEach(name -> used.put(name, new TreeSet<>()));
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String to = layer(dependency.getTargetClass());
        if (to != null && !to.equals(layer(type))) {
          used.get(layer(type)).add(to);
        }
      }
    }
    assertEquals(used, mayUse);
  }

  @Test
  void everyClassOfTheTableIsInItsPackage() {
    holds.forEach(
        (layer, names) -> {
          String prefix = layer.equals("root") ? ROOT : ROOT + "." + layer;
          names.forEach(name -> assertTrue(classes.contain(prefix + "." + name), name));
        });
  }

  @Test
  void onlyMemoryNamesUnsafe() {
    Set<String> users = new TreeSet<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        if (dependency.getTargetClass().getName().equals("sun.misc.Unsafe")) {
          users.add(type.getSimpleName());
        }
      }
    }
    assertEquals(Set.of("Memory"), users);
  }

  /** The name of a class's layer in the table, or null if it is not one of ours. */
  private static String layer(JavaClass type) {
    String name = type.getPackageName();
    if (name.equals(ROOT)) {
      return "root";
    }
    return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : null;
  }

  private static Set<String> names(String cell) {
    Set<String> names = new TreeSet<>();
    for (Matcher name = NAME.matcher(cell); name.find(); ) {
      names.add(name.group(1));
    }
    return names;
  }
}
