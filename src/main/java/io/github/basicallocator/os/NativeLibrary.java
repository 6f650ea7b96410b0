package io.github.basicallocator.os;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the library with the system calls, and loads it.
 *
 * <p>Every jar carries two for each platform, one per {@linkplain Syscall#backend() back end}. The
 * JVM can only load a library that is a file of its own, so it is copied to a fresh directory that
 * nobody else can write to, loaded, and deleted again: a loaded library stays mapped without its
 * name.
 *
 * <p>What the user asked for is never replaced by something else: a library that cannot be had is an
 * {@link UnsatisfiedLinkError} that says what to do.
 */
final class NativeLibrary {
  static final String LIBRARY_PROPERTY = "basicallocator.library";
  static final String SYSCALL_PROPERTY = "basicallocator.syscall";

  private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
  private static final List<String> BACKENDS = List.of("asm", "libc");

  private NativeLibrary() {}

  /**
   * Loads the library that the system properties choose.
   *
   * @throws UnsatisfiedLinkError if there is none, or it cannot be loaded
   */
  static void load() {
    String path = System.getProperty(LIBRARY_PROPERTY);
    if (path != null) {
      loadFile(
          Path.of(path).toAbsolutePath(), "Correct -D" + LIBRARY_PROPERTY + ", or leave it out.");
    } else {
      loadBundled(chosenBackend());
    }
  }

  /** The back end asked for by the system property, or else by the build. */
  static String chosenBackend() {
    String backend = System.getProperty(SYSCALL_PROPERTY);
    if (backend == null) {
      return defaultBackend();
    }
    if (!BACKENDS.contains(backend)) {
      throw new UnsatisfiedLinkError(
          "-D%s=%s: there is no such back end; use asm or libc."
              .formatted(SYSCALL_PROPERTY, backend));
    }
    return backend;
  }

  /** What {@code -Puse_libc} chose, or the assembly; libc where this platform has no assembly. */
  private static String defaultBackend() {
    Properties build = new Properties();
    try (InputStream in = NativeLibrary.class.getResourceAsStream("syscall.properties")) {
      build.load(Objects.requireNonNull(in, "syscall.properties is missing from the jar"));
    } catch (IOException e) {
      throw unsatisfied("Cannot read syscall.properties from the jar: " + e.getMessage(), e);
    }
    String backend = build.getProperty("default");
    return resource(backend) != null ? backend : "libc";
  }

  private static void loadBundled(String backend) {
    URL resource = resource(backend);
    if (resource == null) {
      throw new UnsatisfiedLinkError(missing(backend));
    }
    Path directory = null;
    Path file = null;
    try {
      // Only this user can enter a temporary directory made this way, so nobody can swap the file.
      directory = Files.createTempDirectory("basicallocator");
      file = directory.resolve(fileName(backend));
      try (InputStream in = resource.openStream()) {
        Files.copy(in, file);
      }
      loadFile(
          file,
          "If %s does not allow programs (mount option noexec), choose another folder with "
                  .formatted(directory.getParent())
              + "-Djava.io.tmpdir=FOLDER, or unpack the library yourself and name it with -D%s=FILE."
                  .formatted(LIBRARY_PROPERTY));
    } catch (IOException e) {
      throw unsatisfied(
          ("Cannot copy %s to the temporary folder %s (%s). Choose a writable one with"
                  + " -Djava.io.tmpdir=FOLDER, or unpack the library yourself and name it with -D%s=FILE.")
              .formatted(resource, System.getProperty("java.io.tmpdir"), e, LIBRARY_PROPERTY),
          e);
    } finally {
      delete(file);
      delete(directory);
    }
  }

  private static void loadFile(Path file, String advice) {
    try {
      System.load(file.toString());
      LOG.debug("loaded {}", file);
    } catch (UnsatisfiedLinkError e) {
      throw unsatisfied("Cannot load %s: %s. %s".formatted(file, e.getMessage(), advice), e);
    }
  }

  private static URL resource(String backend) {
    String name = resourceName(backend);
    ClassLoader loader = NativeLibrary.class.getClassLoader();
    return loader != null ? loader.getResource(name) : ClassLoader.getSystemResource(name);
  }

  private static String resourceName(String backend) {
    return "META-INF/native/%s/%s".formatted(Platform.name(), fileName(backend));
  }

  private static String fileName(String backend) {
    return Platform.libraryFile("basicallocator-" + backend);
  }

  private static String missing(String backend) {
    String looked =
        "No library for %s with the back end %s: %s is not on the class path."
            .formatted(Platform.name(), backend, resourceName(backend));
    String other = backend.equals("asm") ? "libc" : "asm";
    String advice =
        resource(other) != null
            ? "There is one for -D%s=%s.".formatted(SYSCALL_PROPERTY, other)
            : "Use a jar that supports this platform, or build the library here (mvn package) and name"
                + " it with -D%s=FILE.".formatted(LIBRARY_PROPERTY);
    return looked + " " + advice;
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

  private static UnsatisfiedLinkError unsatisfied(String message, Throwable cause) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError(message);
    error.initCause(cause);
    return error;
  }
}
