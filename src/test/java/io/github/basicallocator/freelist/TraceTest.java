package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;

import io.github.basicallocator.ChildJvm;
import io.github.basicallocator.os.ToyHeap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the allocator tells about its work when it is asked to, and that it is silent otherwise. */
class TraceTest {
  public static void main(String[] args) {
    try (ToyHeap heap = new ToyHeap()) {
      RawAlloc raw = new RawAlloc(heap);
      long first = raw.allocate(64, 16);
      long second = raw.allocate(48, 16);
      raw.deallocate(first, 64, 16);
      raw.deallocate(second, 48, 16);
      raw.allocate(32, 16);
    }
  }

  @Test
  void eachStepIsToldAtLevelTrace() throws Exception {
    String trace = "TRACE BlockList -   ";
    assertLinesMatch(
        List.of(
            "TRACE RawAlloc -   grown by 64 bytes at 0x(.*); of them 64 at 0x\\1 are taken",
            "TRACE RawAlloc -   grown by 64 bytes at 0x(.*); of them 48 at 0x\\1 are taken",
            trace + "inserting 64 bytes at 0x[0-9a-f]+",
            trace + "merging 48 bytes at 0x[0-9a-f]+ with FreeBlock\\(0x[0-9a-f]+, 16\\) behind",
            trace + "merging 64 bytes at 0x[0-9a-f]+ with FreeBlock\\(0x[0-9a-f]+, 64\\) before",
            trace + "is FreeBlock\\(0x[0-9a-f]+, 128\\) large enough for 32 bytes\\?",
            trace
                + "taking 32 bytes at 0x[0-9a-f]+ from FreeBlock\\(0x[0-9a-f]+, 128\\);"
                + " 96 stay before, 0 behind"),
        run("trace"));
  }

  @Test
  void nothingIsToldOtherwise() throws Exception {
    assertEquals(List.of(), run("debug").stream().filter(line -> line.contains("TRACE")).toList());
  }

  private static List<String> run(String level) throws Exception {
    String output =
        new ChildJvm()
            .option("-Dorg.slf4j.simpleLogger.defaultLogLevel=" + level)
            .run(TraceTest.class)
            .output();
    return output.lines().filter(line -> !line.startsWith("DEBUG")).toList();
  }
}
