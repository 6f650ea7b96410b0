package io.github.basicallocator.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.ChildJvm;
import io.github.basicallocator.UnixAllocator;
import io.github.basicallocator.os.Syscall;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.apache.commons.lang3.StringUtils;
import org.junit.jupiter.api.Test;

/** The class for JDK 22 and later takes the place of the other one, where there is one. */
class MemoryTwinTest {
  private static final String TWIN =
      "META-INF/versions/22/io/github/basicallocator/memory/Memory.class";
  private static final String JAR = System.getProperty("test.jar");

  @Test
  void theJarsTwinRunsOnJdksThatHaveForeignMemory() throws Exception {
    boolean foreign = hasTwin() && canLoadTwin();
    assertEquals(foreign ? "java.lang.foreign" : "sun.misc.Unsafe", Syscall.memoryAccess());
  }

  @Test
  void whichOneRunsIsLoggedOnce() throws Exception {
    ChildJvm.Result child =
        new ChildJvm().option("-Dorg.slf4j.simpleLogger.defaultLogLevel=debug").run(User.class);
    assertEquals(0, child.exitCode(), child::output);
    assertEquals(1, StringUtils.countMatches(child.output(), "memory is accessed with"));
  }

  @Test
  void theTwinMakesTheJvmPrintNothing() throws Exception {
    assumeTrue(hasTwin() && canLoadTwin(), "there is no twin here");
    assertEquals(new ChildJvm.Result(0, ""), new ChildJvm().run(User.class));
  }

  /** A program that uses native memory. */
  static final class User {
    public static void main(String[] args) {
      try (Allocator allocator = new UnixAllocator()) {
        long address = allocator.allocateZeroed(100);
        Memory.copy(address, address + 50, 50);
        allocator.deallocate(address, 100);
        allocator.check();
      }
    }
  }

  /** The JDK's own tool compares the public methods of each class with those of its twin. */
  @Test
  void theTwinsHaveTheSameMethods() throws Exception {
    assumeTrue(hasTwin(), "these tests do not run on a jar with a twin");
    assumeTrue(canLoadTwin(), "this JDK cannot read the twin");
    StringWriter output = new StringWriter();
    PrintWriter printer = new PrintWriter(output);
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(printer, printer, "--validate", "--file", JAR);
    assertEquals(0, status, output::toString);
  }

  private static boolean hasTwin() throws Exception {
    if (JAR == null) {
      return false;
    }
    try (JarFile jar = new JarFile(JAR)) {
      return jar.getEntry(TWIN) != null;
    }
  }

  private static boolean canLoadTwin() {
    return Runtime.version().feature() >= 22;
  }
}
