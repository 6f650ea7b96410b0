package io.github.basicallocator.samples.replay;

import io.github.basicallocator.samples.SampleException;

/** A trace is not what its format says it should be. */
final class CorruptTraceException extends SampleException {
  private static final long serialVersionUID = 1L;

  CorruptTraceException(String name, String what) {
    super("%s is corrupt: %s. Get a new copy of it.".formatted(name, what));
  }
}
