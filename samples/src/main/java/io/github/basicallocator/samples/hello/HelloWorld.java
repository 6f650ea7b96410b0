package io.github.basicallocator.samples.hello;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.samples.allocators.AllocatorChoice;
import io.github.basicallocator.samples.allocators.Figures;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The smallest program worth looking at: one list that grows, and what the allocator makes of it. */
@Command(
    name = "hello_world",
    header = "Pushes a million longs to a list outside the Java heap.",
    description = {
      "",
      "The list doubles its room by resizing its block. Each time the old memory becomes free and merges"
          + " with what was freed before; look at the free list to see what is left of that.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  java -jar basic-allocator-samples.jar hello_world",
      "  java -jar basic-allocator-samples.jar hello_world --allocator magazine",
    })
public final class HelloWorld implements Runnable {
  private static final long PUSHES = 1024 * 1024;

  @Spec private CommandSpec spec;

  @Option(
      names = "--allocator",
      paramLabel = "NAME",
      defaultValue = "unix",
      description =
          "What the list gets its memory from: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private AllocatorChoice choice;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Hello, World!");
    try (Allocator allocator = choice.create()) {
      try (LongList list = new LongList(allocator)) {
        pushAll(list);
        out.printf(
            "%nPushed %,d longs. The list doubled %d times and has %,d bytes now.%n",
            list.size(), list.doublings(), list.capacity() * Long.BYTES);
        out.printf("They add up to %,d, as they should.%n", checkedSum(list));
        describe(allocator, "While the list is there", out);
      }
      describe(allocator, "After it was freed", out);
      allocator.check();
    }
    if (choice != AllocatorChoice.UNSAFE) {
      out.printf("%nThe allocator is closed: the kernel has every page back.%n");
    }
  }

  private static void pushAll(LongList list) {
    for (long value = 0; value < PUSHES; value++) {
      list.push(value);
    }
  }

  private static long checkedSum(LongList list) {
    long sum = 0;
    for (long index = 0; index < list.size(); index++) {
      sum += list.get(index);
    }
    long expected = PUSHES * (PUSHES - 1) / 2;
    if (sum != expected) {
      throw new IllegalStateException(
          "the list adds up to %,d instead of %,d".formatted(sum, expected));
    }
    return sum;
  }

  private static void describe(Allocator allocator, String when, PrintWriter out) {
    out.printf("%n%s:%n", when);
    Figures.print(allocator, "  ", out);
  }
}
