package io.github.basicallocator.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private final String readme = read();

  @Test
  void theMapInItIsWhatTheProgramDraws() {
    Run run = Run.of("heap_map", "--color", "never", "a 100", "a 60", "f 1");
    assertTrue(readme.contains(run.out().strip()), run.out());
  }

  @Test
  void everyFileItLinksToExists() {
    Pattern.compile("\\]\\((src/[^)]*)\\)")
        .matcher(readme)
        .results()
        .forEach(link -> assertTrue(Files.exists(Path.of(link.group(1))), link.group(1)));
  }

  private static String read() {
    try {
      return Files.readString(Path.of("README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
