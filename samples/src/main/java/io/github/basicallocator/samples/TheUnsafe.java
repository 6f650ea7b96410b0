package io.github.basicallocator.samples;

import java.lang.reflect.Field;
import sun.misc.Unsafe;

/** The JDK's own way to native memory, which it does not hand out to just anybody. */
public final class TheUnsafe {
  private TheUnsafe() {}

  /** The one instance there is. */
  public static Unsafe get() {
    try {
      Field field = Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no sun.misc.Unsafe", e);
    }
  }
}
