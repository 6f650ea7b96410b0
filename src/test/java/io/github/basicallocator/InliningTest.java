package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.magazine.SharedHeap;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * HotSpot inlines methods of up to 35 bytes of code however rarely they are called ({@code MaxInlineSize}). What leads
 * to the shared heap must be longer, or programs get the whole heap compiled into wherever they allocate.
 */
class InliningTest {
  private static final int INLINED_ALWAYS = 35;

  @Test
  void whatACacheCannotDoIsNotInlined() throws Exception {
    assertIsLong(MagazineAllocator.class, "allocateShared");
    assertIsLong(SharedHeap.class, "free");
  }

  /** {@code return keeper.threads()}: a reference, a field, a call, and the return. */
  @Test
  void bytesAreCounted() throws Exception {
    assertEquals(8, bytesOf(SharedHeap.class, "caches"));
  }

  private static void assertIsLong(Class<?> type, String method) throws Exception {
    int bytes = bytesOf(type, method);
    assertTrue(bytes > INLINED_ALWAYS, () -> method + " has just " + bytes + " bytes of code");
  }

  /** From the start of a method to the return, or throw, that is its last instruction. */
  private static int bytesOf(Class<?> type, String method) throws Exception {
    String code = disassembled(type);
    Matcher found =
        Pattern.compile(" %s\\(.*?\\n\\n".formatted(method), Pattern.DOTALL).matcher(code);
    assertTrue(found.find(), () -> "no method " + method + " in " + code);
    Matcher lasts = Pattern.compile("(?m)^ +(\\d+): [al]?(return|throw)").matcher(found.group());
    return 1 + lasts.results().mapToInt(last -> Integer.parseInt(last.group(1))).max().orElse(0);
  }

  private static String disassembled(Class<?> type) throws Exception {
    StringWriter output = new StringWriter();
    PrintWriter printer = new PrintWriter(output);
    Path classes = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    ToolProvider.findFirst("javap")
        .orElseThrow()
        .run(printer, printer, "-c", "-p", "-cp", classes.toString(), type.getName());
    return output.toString();
  }
}
