package io.github.basicallocator.magazine;

import static io.github.basicallocator.ThreadsOfTests.runVirtual;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.magazine.Stripes.Stripe;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** On the packaged jar, with JDK 22 or newer, stripes belong to carriers; elsewhere they have locks. */
@EnabledForJreRange(min = JRE.JAVA_21)
class StripesTest {
  private final Stripes stripes = new Stripes();
  private final Map<Stripe, int[]> entries = new ConcurrentHashMap<>();
  private final LongAdder entered = new LongAdder();

  /** Each thread gives its carrier away within the stripe, which others try to enter meanwhile, from there and elsewhere. */
  @Test
  void nobodyEntersAStripeWhoseThreadWaits() throws Exception {
    runVirtual(500, number -> enter(200, 8));
    assertNoneIsLost();
  }

  @Test
  void nobodyEntersAStripeThatAnotherThreadIsIn() throws Exception {
    runVirtual(8, number -> enter(200_000, Integer.MAX_VALUE));
    assertNoneIsLost();
  }

  /** Counts entries as only one thread at a time can, and gives its carrier away at one of so many. */
  private void enter(int times, int yieldAt) {
    for (int i = 1; i <= times; i++) {
      Stripe stripe = stripes.tryEnter();
      if (stripe == null) {
        Thread.yield();
      } else {
        int[] count = entries.computeIfAbsent(stripe, s -> new int[1]);
        int before = count[0];
        if (i % yieldAt == 0) {
          Thread.yield();
        }
        count[0] = before + 1;
        entered.increment();
        stripe.leave();
      }
    }
  }

  private void assertNoneIsLost() {
    assertTrue(entered.sum() > 0);
    assertEquals(entered.sum(), entries.values().stream().mapToInt(count -> count[0]).sum());
  }

  @Test
  void aThreadThatIsInAStripeEntersAnotherOne() throws Exception {
    runVirtual(
        1,
        number -> {
          Stripe first = stripes.tryEnter();
          Stripe second = stripes.tryEnter();
          assertNotSame(first, second);
          second.leave();
          first.leave();
        });
  }

  @Test
  void allThatCanBeEnteredAreVisitedOnceAndLeft() throws Exception {
    runVirtual(
        1,
        number -> {
          stripes.tryEnter().leave();
          for (int i = 0; i < 2; i++) {
            AtomicInteger visited = new AtomicInteger();
            stripes.tryEnterAll(stripe -> visited.getAndIncrement());
            assertEquals(stripes.all().count(), visited.get());
          }
        });
  }
}
