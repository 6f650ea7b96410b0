package io.github.basicallocator.samples.growth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.os.Syscall;
import io.github.basicallocator.samples.Run;
import org.junit.jupiter.api.Test;

class GrowHeapTest {
  @Test
  void eightBytesAreAPage() {
    Run run = Run.of("grow_heap");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(Syscall.pageSize(), run.bytes("size"));
    assertEquals("1", run.figure("pages"));
    assertEquals(Syscall.backend(), run.figure("back end"));
    assertEquals("0 pages are held now", run.figure("released"));
  }

  @Test
  void theKernelListsThePage() {
    Run run = Run.of("grow_heap");
    if (MemoryMaps.exist()) {
      long address = Long.decode(run.figure("address"));
      assertTrue(MemoryMaps.covers(run.figure("the kernel"), address), run.out());
    }
  }

  @Test
  void aRangeCoversItsStartButNotItsEnd() {
    String line = "7f10a000-7f10b000 rw-p 00000000 00:00 0";
    assertFalse(MemoryMaps.covers(line, 0x7f109fff));
    assertTrue(MemoryMaps.covers(line, 0x7f10a000));
    assertTrue(MemoryMaps.covers(line, 0x7f10afff));
    assertFalse(MemoryMaps.covers(line, 0x7f10b000));
  }
}
