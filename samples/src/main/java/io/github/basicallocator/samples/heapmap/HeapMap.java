package io.github.basicallocator.samples.heapmap;

import io.github.basicallocator.samples.SampleException;
import io.github.basicallocator.samples.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws a small heap after each step of a session. */
@Command(
    name = "heap_map",
    header = "Draws a small heap after each allocation and deallocation.",
    description = {
      "",
      "The heap is a toy, in pages of 64 bytes; the allocator on it is the real one. Commands are"
          + " read from the arguments, each one in quotes, or else from the input:",
      "",
      "  a SIZE         allocate SIZE bytes; the block gets the next number",
      "  a SIZE ALIGN   allocate them at a multiple of ALIGN, a power of two",
      "  f N            free block N",
      "  r N SIZE       resize block N",
      "  h or ?         tell the commands",
      "  q              quit",
      "",
    },
    footer = {
      "",
      "The exit code is 1 if a command failed, unless it was typed at the prompt, or is the demo's.",
      "",
      "Examples:",
      "  java -jar basic-allocator-samples.jar heap_map --demo",
      "  java -jar basic-allocator-samples.jar heap_map",
      "  java -jar basic-allocator-samples.jar heap_map \"a 100\" \"a 60\" \"f 1\" \"r 2 200\"",
    })
public final class HeapMap implements Callable<Integer> {
  enum Colour {
    AUTO,
    ALWAYS,
    NEVER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String PROMPT = "heap> ";

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "What to do, step by step.")
  private List<String> commands = List.of();

  @Option(names = "--demo", description = "Run a built-in session that shows all that can happen.")
  private boolean demo;

  @Option(
      names = "--heap-size",
      paramLabel = "BYTES",
      defaultValue = "1024",
      description = "What the heap can grow to, a multiple of 64. Default: ${DEFAULT-VALUE}.")
  private long heapSize;

  @Option(
      names = {"--color", "--colour"},
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "Whether to use colours: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Colour colour;

  private PrintWriter out;
  private MapPainter painter;
  private boolean prompting;
  private boolean failed;

  @Override
  public Integer call() throws IOException {
    checkArguments();
    out = spec.commandLine().getOut();
    painter = new MapPainter(colour == Colour.AUTO ? Ansi.AUTO.enabled() : colour == Colour.ALWAYS);
    prompting = !demo && commands.isEmpty() && Terminal.isInteractive();
    try (ToySession session = new ToySession(heapSize)) {
      out.println(painter.legend(heapSize));
      show(session);
      if (prompting) {
        out.println(ToyCommands.HELP);
      }
      run(input(), session);
    }
    return failed && !prompting && !demo ? 1 : 0;
  }

  private void checkArguments() {
    if (heapSize <= 0 || heapSize % 64 != 0 || heapSize > 1 << 20) {
      throw new ParameterException(
          spec.commandLine(),
          "--heap-size must be a multiple of 64 from 64 to 1048576, not " + heapSize);
    }
    if (demo && !commands.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--demo has its own commands; leave out either");
    }
  }

  private BufferedReader input() {
    if (demo) {
      return new BufferedReader(new StringReader(Demo.SESSION));
    }
    return new BufferedReader(
        commands.isEmpty()
            ? new InputStreamReader(System.in, Charset.defaultCharset())
            : new StringReader(String.join("\n", commands)));
  }

  private void run(BufferedReader input, ToySession session) throws IOException {
    ToyCommands language = new ToyCommands(session);
    String line = next(input);
    while (line != null && !line.strip().equals("q")) {
      step(line.strip(), language, session);
      line = next(input);
    }
  }

  private String next(BufferedReader input) throws IOException {
    if (prompting) {
      out.print(PROMPT);
      out.flush();
    }
    return input.readLine();
  }

  private void step(String line, ToyCommands language, ToySession session) {
    if (line.isEmpty()) {
      return;
    }
    if (line.startsWith("#")) { // a remark
      out.println(line);
      return;
    }
    if (!prompting) {
      out.println(PROMPT + line);
    }
    if (line.equals("h") || line.equals("?")) {
      out.println(ToyCommands.HELP);
      return;
    }
    try {
      out.println(language.execute(line));
      show(session);
    } catch (SampleException e) {
      failed = true;
      out.printf("error: %s%n%n", e.getMessage());
    }
  }

  private void show(ToySession session) {
    Snapshot heap = session.snapshot();
    out.println(painter.paint(heap));
    out.printf("%s%n%n", MapPainter.freeList(heap));
  }
}
