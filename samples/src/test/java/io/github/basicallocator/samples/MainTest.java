package io.github.basicallocator.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void withoutArgumentsItListsTheCommands() {
    Run run = Run.of();
    assertEquals(0, run.exitCode());
    for (String command :
        new String[] {"hello_world", "grow_heap", "stress_test", "replay", "heap_map"}) {
      assertTrue(run.out().contains("  " + command + " "), command);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello_world", "grow_heap", "stress_test", "replay", "heap_map"})
  void everyCommandHasHelpWithExamples(String command) {
    Run run = Run.of(command, "--help");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("Usage: basic-allocator-samples " + command), run.out());
    assertTrue(run.out().contains("java -jar basic-allocator-samples.jar " + command), run.out());
    assertFalse(run.out().contains("${"), "a variable is left over: " + run.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no_such_command",
        "hello_world 1",
        "stress_test x",
        "stress_test -5",
        "stress_test 10 -1",
        "stress_test 10 10 0",
        "stress_test 10 10 41",
        "stress_test --threads 0",
        "stress_test --sed 1",
        "replay",
        "replay --allocator none gcc",
        "hello_world --allocator none",
        "stress_test --allocator none",
        "heap_map --heap-size 100",
        "heap_map --heap-size -64",
        "heap_map --demo h",
        "heap_map --color sometimes",
      })
  void wrongArgumentsAreToldAndExitWith2(String arguments) {
    Run run = Run.of(arguments.split(" "));
    assertEquals(2, run.exitCode());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("error: "), run.err());
    assertTrue(run.err().contains("--help"), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello_world", "stress_test", "replay gcc"})
  void anAllocatorThatThereIsNotIsToldWithThoseThatThereAre(String command) {
    Run run = Run.of((command + " --allocator jemalloc").split(" "));
    assertEquals(
        "error: Invalid value for option '--allocator': expected one of [MAGAZINE, UNIX, UNSAFE]"
            + " (case-insensitive) but was 'jemalloc'",
        run.err().lines().findFirst().orElseThrow());
  }

  @Test
  void anErrorIsOneLineUnlessMoreIsWanted() {
    Run brief = Run.of("stress_test", "2000", "10", "40", "--seed", "1");
    assertEquals(1, brief.exitCode());
    assertTrue(brief.err().startsWith("error: OutOfMemoryError: cannot allocate"), brief.err());
    assertEquals(1, brief.err().lines().count());

    Run verbose = Run.of("stress_test", "2000", "10", "40", "--seed", "1", "--verbose");
    assertEquals(1, verbose.exitCode());
    assertTrue(verbose.err().contains("\tat io.github.basicallocator"), verbose.err());
  }
}
