package io.github.basicallocator.os;

import static io.github.basicallocator.os.Constants.MADV_DONTNEED;
import static io.github.basicallocator.os.Constants.MAP_ANONYMOUS;
import static io.github.basicallocator.os.Constants.MAP_PRIVATE;
import static io.github.basicallocator.os.Constants.MREMAP_MAYMOVE;
import static io.github.basicallocator.os.Constants.NONE;
import static io.github.basicallocator.os.Constants.PROT_NONE;
import static io.github.basicallocator.os.Constants.PROT_READ;
import static io.github.basicallocator.os.Constants.PROT_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.ProcessMaps;
import io.github.basicallocator.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;

class SyscallTest {
  private static final long PAGE = Syscall.pageSize();

  @Test
  void mappedPagesAreZeroAndCanBeWritten() {
    long address = map(3 * PAGE);
    assertEquals(0, address % PAGE);
    assertEquals(0, Memory.getLong(address + 2 * PAGE));
    Memory.putLong(address + 3 * PAGE - 8, 42);
    assertEquals(42, Memory.getLong(address + 3 * PAGE - 8));
    Syscall.munmap(address, 3 * PAGE);
  }

  @Test
  void aMappingWithoutFileAndWithoutAnonymousIsRefused() {
    int flags = MAP_PRIVATE; // a file is promised, and -1 is none
    assertRefused("EBADF", () -> Syscall.mmap(0, PAGE, PROT_READ, flags, -1, 0));
  }

  @Test
  void theMessageOfARefusalSaysWhatWasAskedAndWhy() {
    var refusal = assertThrows(MmapException.class, () -> map(1L << 60));
    assertEquals("mmap of 1152921504606846976 bytes: ENOMEM", refusal.getMessage());
    assertEquals(12, refusal.errno());
    assertEquals("ENOMEM", refusal.errnoName());
    assertEquals("errno 4000", new MmapException("x", 4000).errnoName());
  }

  @Test
  void everyCallReportsARefusal() {
    long address = map(PAGE);
    assertRefused("EINVAL", () -> map(0));
    assertRefused("EINVAL", () -> Syscall.munmap(address + 1, PAGE));
    assertRefused("EINVAL", () -> Syscall.mprotect(address + 1, PAGE, PROT_READ));
    Syscall.munmap(address, PAGE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theCallsThatDifferElsewhereReportARefusalOnLinux() {
    long address = map(PAGE);
    assertRefused("EINVAL", () -> Syscall.madvise(address + 1, PAGE, MADV_DONTNEED));
    assertRefused("EINVAL", () -> Syscall.mremap(address + 1, PAGE, 2 * PAGE, MREMAP_MAYMOVE));
    Syscall.munmap(address, PAGE);
  }

  /** There advice is taken for the pages around an address, and there is no mremap. */
  @Test
  @EnabledOnOs(OS.MAC)
  void theCallsThatDifferElsewhereReportARefusalOnMacOs() {
    long address = map(PAGE);
    assertRefused("EINVAL", () -> Syscall.madvise(address, PAGE, NONE));
    assertRefused("ENOSYS", () -> Syscall.mremap(address, PAGE, 2 * PAGE, MREMAP_MAYMOVE));
    Syscall.munmap(address, PAGE);
  }

  /** All six arguments of mmap reach the kernel: the fourth to sixth decide what is read here. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileCanBeMappedFromAnOffset() throws IOException {
    Path file = Files.createTempFile("syscall", ".txt");
    byte[] content = new byte[(int) (2 * PAGE)];
    content[(int) PAGE] = 'x';
    Files.write(file, content);
    try (var open = new java.io.FileInputStream(file.toFile())) {
      int fd = descriptorOf(file);
      long address = Syscall.mmap(0, PAGE, PROT_READ, MAP_PRIVATE, fd, PAGE);
      assertEquals('x', Memory.getByte(address));
      Syscall.munmap(address, PAGE);
      assertTrue(open.available() > 0);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void mprotectChangesWhatTheKernelAllows() throws IOException {
    long address = map(PAGE);
    assertEquals("rw-p", permissions(address));
    Syscall.mprotect(address, PAGE, PROT_READ);
    assertEquals("r--p", permissions(address));
    Syscall.mprotect(address, PAGE, PROT_NONE);
    assertEquals("---p", permissions(address));
    Syscall.munmap(address, PAGE);
    assertEquals(0, ProcessMaps.mappedBytes(address, PAGE));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryThatIsNotNeededComesBackZeroed() {
    long address = map(PAGE);
    Memory.putLong(address, 42);
    Syscall.madvise(address, PAGE, MADV_DONTNEED);
    assertEquals(0, Memory.getLong(address));
    Syscall.munmap(address, PAGE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void mremapKeepsTheContentsWhereverItMoves() throws IOException {
    long address = map(PAGE);
    Memory.putLong(address, 42);
    long moved = Syscall.mremap(address, PAGE, 512 * PAGE, MREMAP_MAYMOVE);
    assertEquals(42, Memory.getLong(moved));
    assertEquals(0, Memory.getLong(moved + 511 * PAGE));
    assertEquals(512 * PAGE, ProcessMaps.mappedBytes(moved, 512 * PAGE));
    Syscall.munmap(moved, 512 * PAGE);
  }

  @Test
  void thePageSizeIsWhatTheSystemSays() throws Exception {
    assertEquals(OS.LINUX.isCurrentOs() ? pageSizeToldAtStart() : getconfPageSize(), PAGE);
  }

  /** Linux tells each process at its start, in pairs of a key and a value. */
  private static long pageSizeToldAtStart() throws IOException {
    int atPagesz = 6;
    byte[] pairs = Files.readAllBytes(Path.of("/proc/self/auxv"));
    LongBuffer auxv = ByteBuffer.wrap(pairs).order(ByteOrder.nativeOrder()).asLongBuffer();
    while (auxv.get() != atPagesz) {
      auxv.get();
    }
    return auxv.get();
  }

  private static long getconfPageSize() throws IOException {
    Process getconf = new ProcessBuilder("getconf", "PAGESIZE").start();
    byte[] output = getconf.getInputStream().readAllBytes();
    return Long.parseLong(new String(output, StandardCharsets.US_ASCII).strip());
  }

  private static long map(long length) {
    return Syscall.mmap(0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  }

  private static void assertRefused(String errnoName, Executable call) {
    assertEquals(errnoName, assertThrows(MmapException.class, call).errnoName());
  }

  private static int descriptorOf(Path file) throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .filter(fd -> pointsTo(fd, file))
          .mapToInt(fd -> Integer.parseInt(fd.getFileName().toString()))
          .findFirst()
          .orElseThrow();
    }
  }

  private static boolean pointsTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static String permissions(long address) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] parts = line.split("[- ]", 3);
      long start = Long.parseUnsignedLong(parts[0], 16);
      long end = Long.parseUnsignedLong(parts[1], 16);
      if (Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0) {
        return parts[2].substring(0, 4);
      }
    }
    return "not mapped";
  }
}
