package io.github.basicallocator.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.Allocator;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The example of the README is the one below, and that runs. */
class ReadmeExampleTest {
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void theExampleGivesItsMemoryBack() {
    long before = Allocator.global().stats().live();
    example();
    assertEquals(before, Allocator.global().stats().live());
  }

  @Test
  void theReadmeHasThisExample() throws IOException {
    Matcher block = JAVA_BLOCK.matcher(Files.readString(Path.of("README.md")));
    assertTrue(block.find());
    Path source = Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java");
    assertTrue(squeezed(Files.readString(source)).contains(squeezed(block.group(1))));
  }

  private static void example() {
    try (Arena arena = AllocatorArenas.ofConfined(Allocator.global())) {
      MemorySegment name = arena.allocateFrom("zebra");
      MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_INT, 3, 1, 2);
      MemorySegment scratch = arena.allocate(10_000, 64); // at a multiple of 64, not zeroed
      // … hand them to C, or fill and read them here …
    } // every segment is out of reach now, and the memory is back in the allocator
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }
}
