package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.ChildJvm;
import io.github.basicallocator.os.ToyHeap;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Each message of a traced run is refused once by its logger: nothing is lost, and the run goes on. */
class ThrowingLoggerTest {
  /** The messages of slf4j-simple go to {@code System.err}. */
  public static void main(String[] args) {
    Refusing messages = new Refusing();
    System.setErr(messages);
    int all = run(messages, -1);
    for (int refused = 0; refused < all; refused++) {
      run(messages, refused);
    }
    System.out.println(all > 300 ? "each could be refused" : "only " + all);
  }

  @Test
  void anyMessageCanBeRefused() throws Exception {
    String trace = "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace";
    var result = new ChildJvm().option(trace).run(ThrowingLoggerTest.class);
    assertEquals("each could be refused\n", result.output());
  }

  /** The same operations every time, of which one meets the refused message, and is tried again. */
  private static int run(Refusing messages, int refused) {
    messages.count = 0;
    messages.refused = refused;
    try (ToyHeap heap = new ToyHeap()) {
      RawAlloc raw = new RawAlloc(heap);
      Random random = new Random(42);
      List<long[]> live = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int kind = random.nextInt(5);
        if (live.isEmpty() || kind < 3) {
          long size = random.nextInt(300);
          long alignment = 1L << random.nextInt(9);
          live.add(new long[] {attempt(raw, () -> raw.allocate(size, alignment)), size, alignment});
        } else if (kind == 3) {
          long[] block = live.get(random.nextInt(live.size()));
          long size = random.nextInt(300);
          boolean resized =
              attempt(raw, () -> raw.resize(block[0], block[1], size, block[2]) ? 1 : 0) == 1;
          block[1] = resized ? size : block[1];
        } else {
          long[] block = live.remove(random.nextInt(live.size()));
          attempt(raw, () -> free(raw, block));
        }
        raw.check();
      }
      return messages.count;
    }
  }

  private static long free(RawAlloc raw, long[] block) {
    raw.deallocate(block[0], block[1], block[2]);
    return 0;
  }

  private static long attempt(RawAlloc raw, LongSupplier operation) {
    String list = raw.blocks().toString();
    long obtained = raw.obtainedBytes();
    long live = raw.liveBytes();
    try {
      return operation.getAsLong();
    } catch (Refused e) {
      raw.check();
      assertEquals(live, raw.liveBytes());
      assertTrue(raw.obtainedBytes() > obtained || list.equals(raw.blocks().toString()), list);
      return operation.getAsLong();
    }
  }

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Refusing extends PrintStream {
    private int count;
    private int refused = -1;

    Refusing() {
      super(OutputStream.nullOutputStream());
    }

    @Override
    public void println(String message) {
      if (count++ == refused) {
        throw new Refused();
      }
    }
  }
}
