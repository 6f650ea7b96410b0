package io.github.basicallocator.samples.heapmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.samples.Run;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapMapTest {
  private static final char ESCAPE = 27;

  @Test
  void theDemoShowsAllThatCanHappen() {
    Run run = Run.of("heap_map", "--demo", "--color", "never");
    assertEquals(0, run.exitCode(), run.err());
    for (String event :
        new String[] {
          "Split: the tail of",
          "Split: the front of",
          "Split: the middle of",
          "Exact fit",
          "the heap has grown by",
          "no neighbour is free",
          "merged with the free block below,",
          "merged with the free block above,",
          "merged with the free blocks below and above",
          "shrank where it is",
          "grew where it is",
          "so it moved",
          "error: refused",
        }) {
      assertTrue(run.out().contains(event), event);
    }
  }

  @Test
  void everyMapOfTheDemoIsToScale() {
    List<String> maps = maps(Run.of("heap_map", "--demo", "--color", "never"));
    assertTrue(maps.size() > 15);
    for (String map : maps) {
      assertEquals(1024 / 16 + 2, map.length(), map);
    }
    String whole = "|" + ".".repeat(448 / 16) + " ".repeat((1024 - 448) / 16) + "|";
    assertEquals(whole, maps.get(maps.size() - 1));
  }

  @Test
  void blocksAreDrawnWithTheirNumbers() {
    Run run = Run.of("heap_map", "--color", "never", "--heap-size", "256", "a 100", "a 64", "f 1");
    assertEquals(
        List.of(
            "|                |", "|1######.        |", "|1######.2===    |", "|........2===    |"),
        maps(run));
    assertTrue(run.out().endsWith("free list: +0 (128)\n\n"), run.out());
  }

  @Test
  void aLargeHeapIsDrawnToAnotherScale() {
    Run run = Run.of("heap_map", "--color", "never", "--heap-size", "65536", "a 32768");
    String used = "1" + "#".repeat(31);
    assertEquals("|" + used + " ".repeat(32) + "|", maps(run).get(1));
    assertTrue(run.out().startsWith("1024 bytes a character"), run.out());
  }

  @Test
  void coloursAreUsedOnDemandOnly() {
    assertTrue(Run.of("heap_map", "--color", "always", "a 1").out().indexOf(ESCAPE) >= 0);
    assertFalse(Run.of("heap_map", "--color", "never", "a 1").out().indexOf(ESCAPE) >= 0);
  }

  @Test
  void afterAnErrorTheSessionGoesOn() {
    Run run =
        Run.of("heap_map", "bogus", "a", "a x", "a 1 3", "f 1", "r 1 2", "a 2000", "a 16", "f 1");
    assertEquals(1, run.exitCode());
    assertEquals(7, run.out().lines().filter(line -> line.startsWith("error: ")).count());
    assertTrue(run.out().contains("there is no block 1; there are none"), run.out());
    assertTrue(run.out().contains("block 1 is free again"), run.out());
  }

  @Test
  void commandsAreReadFromTheInputUntilItIsToldToQuit() {
    Run run = withInput("a 10\n\nh\nq\na 20\n");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("heap> a 10"), run.out());
    assertTrue(run.out().contains(ToyCommands.HELP), run.out());
    assertFalse(run.out().contains("a 20"), run.out());
  }

  private static Run withInput(String input) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.US_ASCII)));
    try {
      return Run.of("heap_map");
    } finally {
      System.setIn(before);
    }
  }

  private static List<String> maps(Run run) {
    return run.out().lines().filter(line -> line.startsWith("|")).toList();
  }
}
