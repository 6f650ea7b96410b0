package io.github.basicallocator.samples;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A run of the program, and what it printed. */
public record Run(int exitCode, String out, String err) {
  /** Runs the program as if these arguments were typed. */
  public static Run of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** What stands behind a label at the start of a line. */
  public String figure(String label) {
    Matcher line =
        Pattern.compile("^ *" + Pattern.quote(label) + "  +(.*)$", Pattern.MULTILINE).matcher(out);
    if (!line.find()) {
      throw new AssertionError("no line starts with " + label + " in:\n" + out);
    }
    return line.group(1);
  }

  /** A figure that is a number of bytes. */
  public long bytes(String label) {
    return Long.parseLong(figure(label).replaceAll(" bytes|,", ""));
  }
}
