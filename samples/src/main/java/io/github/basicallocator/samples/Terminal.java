package io.github.basicallocator.samples;

import java.io.Console;

/** Whether somebody sits in front of this program. */
public final class Terminal {
  private Terminal() {}

  /** Whether input and output are a terminal, both of them. */
  public static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From JDK 22 on there may be a console where there is no terminal; it can be asked.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
