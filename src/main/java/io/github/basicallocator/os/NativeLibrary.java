package io.github.basicallocator.os;

import io.github.basicallocator.memory.NativeAccess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the library with the system calls, and loads it: the file that the user names, or else one
 * of those {@linkplain BundledLibrary in the jar}.
 *
 * <p>What the user asked for is never replaced by something else: a library that cannot be had is an
 * {@link UnsatisfiedLinkError} that says what to do.
 */
final class NativeLibrary {
  static final String LIBRARY_PROPERTY = "basicallocator.library";
  static final String SYSCALL_PROPERTY = "basicallocator.syscall";

  private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
  private static final List<String> BACKENDS = List.of("asm", "libc");
  private static final String CORRECT_THE_PROPERTY =
      "Correct -D" + LIBRARY_PROPERTY + ", or leave it out.";

  private NativeLibrary() {}

  /**
   * Loads the library that the system properties choose.
   *
   * @throws UnsatisfiedLinkError if there is none, or it cannot be loaded, whatever the reason
   */
  static void load() {
    String path = System.getProperty(LIBRARY_PROPERTY);
    try {
      if (path != null) {
        Path file = Path.of(path).toAbsolutePath();
        ElfFile.requireWhole(file, CORRECT_THE_PROPERTY);
        loadFile(file, CORRECT_THE_PROPERTY);
      } else {
        new BundledLibrary(chosenBackend()).load();
      }
    } catch (UnsatisfiedLinkError e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError e) {
      String advice =
          path != null ? CORRECT_THE_PROPERTY : "Name one with -D" + LIBRARY_PROPERTY + "=FILE.";
      throw unsatisfied("Cannot load the native library: %s. %s".formatted(e, advice), e);
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
    return new BundledLibrary(backend).exists() ? backend : "libc";
  }

  /**
   * Loads one file.
   *
   * @param advice what to do if that fails, whole sentences
   */
  static void loadFile(Path file, String advice) {
    try {
      System.load(file.toString());
      LOG.debug("loaded {}", file);
    } catch (UnsatisfiedLinkError e) {
      String reason = e.getMessage().replace(file + ": ", ""); // which the JVM repeats
      throw unsatisfied("Cannot load %s: %s. %s".formatted(file, reason, advice), e);
    } catch (IllegalCallerException e) {
      throw NativeAccess.refused(e);
    }
  }

  static UnsatisfiedLinkError unsatisfied(String message, Throwable cause) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError(message);
    error.initCause(cause);
    return error;
  }
}
