package io.github.basicallocator.consumers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/** How the program ended, and the lines that it wrote. */
record Result(List<String> command, int exitCode, List<String> output, List<String> errors) {
  private static final String ERROR =
      "Exception in thread \"main\" java.lang.UnsatisfiedLinkError: ";

  /** It did its work, as often as expected, and nobody complained. */
  void worked(Jdk jdk, int times) {
    assertEquals(List.of(), errors, this::toString);
    workedDespiteWarnings(jdk, times);
  }

  void workedDespiteWarnings(Jdk jdk, int times) {
    assertEquals(0, exitCode, this::toString);
    assertEquals(times, output.size(), this::toString);
    for (String line : output) {
      assertTrue(line.matches("(asm|libc) with " + jdk.memoryAccess()), this::toString);
    }
  }

  /** It ended with one error, in front of everything else, that has these parts. */
  void failed(String... parts) {
    assertEquals(1, exitCode, this::toString);
    assertEquals(List.of(), output, this::toString);
    String error = errors.get(0);
    assertTrue(error.startsWith(ERROR), this::toString);
    for (String part : parts) {
      assertTrue(error.contains(part), () -> "no \"" + part + "\" in: " + this);
    }
  }

  @Override
  public String toString() {
    return "%s%nexit code %d%n%s%n%s"
        .formatted(
            String.join(" ", command),
            exitCode,
            String.join("\n", output),
            String.join("\n", errors));
  }
}
