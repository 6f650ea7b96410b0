package io.github.basicallocator.samples;

import picocli.CommandLine.ParameterException;

/** Something the user can do about: its message says what is wrong, and what to do. */
public class SampleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with a message for the user. */
  public SampleException(String message) {
    super(message);
  }

  /** An error with a message for the user, and the reason for who asks for a stack trace. */
  public SampleException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What to print of an error; of one that nobody foresaw the name, too. */
  public static String inOneLine(Throwable error) {
    String message = String.valueOf(error.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    if (error instanceof SampleException || error instanceof ParameterException) {
      return message;
    }
    String name = error.getClass().getSimpleName();
    return error.getMessage() == null ? name : name + ": " + message;
  }
}
