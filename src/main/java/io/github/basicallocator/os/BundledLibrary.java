package io.github.basicallocator.os;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
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
 *
 * <p>A jar passes through many hands, and builds that treat every resource as text or cut files off
 * are common. So beside each library there is its checksum (CRC-32, as a decimal number), made when it
 * was built. The linker of the system would notice little: it maps what is there, and a changed
 * instruction is met when it runs.
 */
final class BundledLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(BundledLibrary.class);
  private static final String NAME_ONE =
      "unpack or build a library yourself and name it with -D"
          + NativeLibrary.LIBRARY_PROPERTY
          + "=FILE.";

  private static final String CHECKSUM = ".crc32";

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
    byte[] library = readWhole(resource);
    Path directory = null;
    Path file = null;
    try {
      // Only this user can enter a temporary directory made this way, so nobody can swap the file.
      directory = Files.createTempDirectory("basicallocator");
      file = directory.resolve(fileName);
      Files.write(file, library);
      NativeLibrary.loadFile(
          file,
          ("If %s does not allow programs (mount option noexec), choose another folder with"
                      + " -Djava.io.tmpdir=FOLDER; if it does, ")
                  .formatted(directory.getParent())
              + NAME_ONE);
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

  /** The bytes that were built, or an error. */
  private byte[] readWhole(URL resource) {
    byte[] library;
    String built;
    try {
      library = read(resource);
      // Beside it in the same jar, and with the same handler, which a nested jar may need.
      URL checksum = new URL(resource, fileName + CHECKSUM);
      built = new String(read(checksum), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw NativeLibrary.unsatisfied(damaged(resource, "reading it gives " + e), e);
    }
    CRC32 crc = new CRC32();
    crc.update(library);
    String found = Long.toString(crc.getValue());
    if (!found.equals(built)) {
      throw new UnsatisfiedLinkError(
          damaged(
              resource,
              "its %d bytes have the checksum %s, but %s when it was built"
                  .formatted(library.length, found, built)));
    }
    return library;
  }

  private static byte[] read(URL resource) throws IOException {
    try (InputStream in = resource.openStream()) {
      return in.readAllBytes();
    }
  }

  private static String damaged(URL resource, String defect) {
    return "%s is damaged: %s. Use the jar as it was published, or %s"
        .formatted(resource, defect, NAME_ONE);
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
