package io.github.basicallocator.samples.growth;

import io.github.basicallocator.os.HeapGrower.Growth;
import io.github.basicallocator.os.MmapHeapGrower;
import io.github.basicallocator.os.Syscall;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The layer below the allocator: pages from the kernel, and back. */
@Command(
    name = "grow_heap",
    header = "Asks the kernel for 8 bytes, and shows what comes.",
    description = {
      "",
      "Nothing smaller than a page comes from the kernel. Each line names the same page: its address,"
          + " and how the kernel itself lists it in /proc/self/maps, perhaps as a part of a larger"
          + " mapping.",
    },
    footer = {
      "",
      "Examples:",
      "  java -jar basic-allocator-samples.jar grow_heap",
      "  java -Dbasicallocator.syscall=libc -jar basic-allocator-samples.jar grow_heap",
    })
public final class GrowHeap implements Callable<Integer> {
  private static final long REQUEST = 8;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    MmapHeapGrower grower = new MmapHeapGrower();
    Growth growth = grower.grow(REQUEST);
    out.printf("asked for    %d bytes%n", REQUEST);
    out.printf("address      0x%x%n", growth.address());
    out.printf("size         %,d bytes%n", growth.size());
    out.printf("page size    %,d bytes%n", grower.pageSize());
    out.printf("pages        %d%n", grower.pages());
    out.printf("growths      %d%n", grower.growths());
    out.printf("back end     %s%n", Syscall.backend());
    out.printf("the kernel   %s%n", mapping(growth.address()));
    grower.release(growth.address(), growth.size());
    out.printf("released     %d pages are held now%n", grower.pages());
    return 0;
  }

  private static String mapping(long address) throws IOException {
    if (!MemoryMaps.exist()) {
      return "has no /proc/self/maps to look at";
    }
    return MemoryMaps.lineAbout(address).orElse("does not list this page");
  }
}
