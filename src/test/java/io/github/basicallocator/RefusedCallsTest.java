package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.basicallocator.os.Syscall;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each system call of a run is refused once: alone, together with some that follow, and with all that follow
 * until an allocation has failed. Nothing may be lost, and the run must go on.
 */
@EnabledOnOs(OS.LINUX)
class RefusedCallsTest {
  /** More calls than there are. */
  private static final int ALL = 1_000_000;

  /** Refuses the n-th call and up to {@code together} in all, for every n that there is. */
  public static void main(String[] args) {
    Syscall.pageSize(); // is found out by calls of its own
    for (int together : new int[] {1, 5, ALL}) {
      long held = RefusingKernel.held();
      long errors = 0;
      long first = 1;
      long refusals = -1;
      while (refusals < RefusingKernel.refusals()) {
        refusals = RefusingKernel.refusals();
        errors += errors(first, first + together - 1);
        if (RefusingKernel.held() != held) {
          throw new AssertionError("addresses are lost after call " + first + " was refused");
        }
        first++;
      }
      System.out.printf("%d %d%n", first, errors);
    }
  }

  private static long errors(long first, long last) {
    RefusedRun run = new RefusedRun();
    try {
      run.run(first, last);
      return run.errors();
    } catch (RuntimeException | Error e) {
      throw new AssertionError("calls %d to %d were refused".formatted(first, last), e);
    }
  }

  @TempDir private Path folder;

  @Test
  void anyCallsOfARunCanBeRefused() throws Exception {
    assumeTrue(RefusingKernel.available(), "this needs a C compiler");
    Path library = RefusingKernel.compile(folder);
    var result =
        new ChildJvm().option("-Dbasicallocator.library=" + library).run(RefusedCallsTest.class);
    assertEquals(0, result.exitCode(), result.output());
    String[] lines = result.output().strip().split("\n");
    assertEquals(3, lines.length, result.output());
    for (String line : lines) {
      String[] figures = line.split(" ");
      assertTrue(Integer.parseInt(figures[0]) > 50, "runs call often enough: " + line);
      assertTrue(Integer.parseInt(figures[1]) > 10, "some allocations fail: " + line);
    }
  }
}
