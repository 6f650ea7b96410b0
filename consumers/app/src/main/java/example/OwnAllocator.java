package example;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.NativeBlock;
import java.lang.reflect.Proxy;

/** Blocks over an allocator that is not the library's: a refusal is the same however often it is met. */
public final class OwnAllocator {
  private OwnAllocator() {}

  public static void main(String[] args) {
    Allocator own =
        (Allocator)
            Proxy.newProxyInstance(
                OwnAllocator.class.getClassLoader(),
                new Class<?>[] {Allocator.class},
                (proxy, method, arguments) -> 4096L);
    UnsatisfiedLinkError first = refusal(() -> NativeBlock.allocate(own, 16).putLong(0, 1));
    UnsatisfiedLinkError second = refusal(() -> NativeBlock.allocate(own, 16).asByteBuffer());
    UnsatisfiedLinkError third = refusal(() -> Allocator.global().allocate(16));
    if (!second.getMessage().equals(first.getMessage())
        || !third.getMessage().equals(first.getMessage())) {
      throw new IllegalStateException(first + ", then " + second + ", then " + third);
    }
    throw first;
  }

  private static UnsatisfiedLinkError refusal(Runnable use) {
    try {
      use.run();
    } catch (UnsatisfiedLinkError e) {
      return e;
    }
    throw new IllegalStateException("nothing was refused");
  }
}
