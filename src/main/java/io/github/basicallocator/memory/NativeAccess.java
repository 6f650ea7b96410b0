package io.github.basicallocator.memory;

/**
 * What a user is told where the JVM does not let this library leave Java.
 *
 * <p>From 22 on it can be told to refuse that, from 24 on it may do so by itself. It asks the caller's
 * module, and throws an {@link IllegalCallerException} that names no way out.
 */
public final class NativeAccess {
  private NativeAccess() {}

  /** The error that names the option with which it is allowed. */
  public static UnsatisfiedLinkError refused(IllegalCallerException refusal) {
    Module module = NativeAccess.class.getModule();
    UnsatisfiedLinkError error =
        new UnsatisfiedLinkError(
            "This JVM allows native code only where it is told to: start it with --enable-native-access=%s."
                .formatted(module.isNamed() ? module.getName() : "ALL-UNNAMED"));
    error.initCause(refusal);
    return error;
  }
}
