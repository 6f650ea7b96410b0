package io.github.basicallocator.os;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A library that a jar brings along, for this platform and one {@linkplain Syscall#backend() back
 * end}.
 *
 * <p>The JVM can only load a library that is a file of its own, so it is copied to a fresh directory
 * that nobody else can write to, loaded, and deleted again: a loaded library stays mapped without its
 * name. Only a process that is killed in between leaves its copy behind. As every copy is another
 * file, each class loader can load one.
 */
final class BundledLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(BundledLibrary.class);
  private static final String NAME_ONE =
      "unpack or build a library yourself and name it with -D"
          + NativeLibrary.LIBRARY_PROPERTY
          + "=FILE.";

  private final String backend;
  private final String fileName;
  private final String resourceName;

  BundledLibrary(String backend) {
    this.backend = backend;
    this.fileName = Platform.libraryFile("basicallocator-" + backend);
    this.resourceName = "META-INF/native/%s/%s".formatted(Platform.name(), fileName);
  }

  boolean exists() {
    return resource() != null;
  }

  void load() throws IOException {
    URL resource = resource();
    if (resource == null) {
      throw new UnsatisfiedLinkError(missing());
    }
    Path directory = null;
    Path file = null;
    try {
      // Only this user can enter a temporary directory made this way, so nobody can swap the file.
      directory = Files.createTempDirectory("basicallocator");
      file = directory.resolve(fileName);
      copy(resource, file);
      String damaged = resource + " is damaged: use the jar as it was published, or " + NAME_ONE;
      ElfFile.requireWhole(file, damaged);
      NativeLibrary.loadFile(
          file,
          ("If %s does not allow programs (mount option noexec), choose another folder with"
                      + " -Djava.io.tmpdir=FOLDER; if it does, ")
                  .formatted(directory.getParent())
              + damaged);
    } catch (IOException e) {
      throw NativeLibrary.unsatisfied(
          ("Cannot copy %s to the temporary folder %s (%s). Choose a writable one with"
                      + " -Djava.io.tmpdir=FOLDER, or ")
                  .formatted(resource, System.getProperty("java.io.tmpdir"), e)
              + NAME_ONE,
          e);
    } finally {
      delete(file);
      delete(directory);
    }
  }

  /**
   * The class loader is asked, and not the class: on the module path a jar with libraries is a module
   * of its own, and a class finds resources of its own module only.
   */
  private URL resource() {
    ClassLoader loader = BundledLibrary.class.getClassLoader();
    return loader != null
        ? loader.getResource(resourceName)
        : ClassLoader.getSystemResource(resourceName);
  }

  private static void copy(URL from, Path to) throws IOException {
    try (InputStream in = from.openStream()) {
      Files.copy(in, to);
    }
  }

  private String missing() {
    String looked =
        "No library for %s with the back end %s: %s is not on the class path or module path."
            .formatted(Platform.name(), backend, resourceName);
    String other = backend.equals("asm") ? "libc" : "asm";
    String advice =
        new BundledLibrary(other).exists()
            ? "There is one for -D%s=%s.".formatted(NativeLibrary.SYSCALL_PROPERTY, other)
            : "Add the jar with the classifier natives-%s%s if there is one, or "
                    .formatted(Platform.name(), andItsModule())
                + NAME_ONE;
    return looked + " " + advice;
  }

  /** No module requires that jar, so the JVM leaves it out unless it is told to add it. */
  private static String andItsModule() {
    String name = "io.github.basicallocator.natives." + Platform.name().replace('-', '.');
    boolean modular = BundledLibrary.class.getModule().isNamed();
    return modular ? " with --add-modules " + name : "";
  }

  private static void delete(Path path) {
    if (path != null) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        LOG.debug("left behind: {}", path, e);
      }
    }
  }
}
