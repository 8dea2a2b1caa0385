package io.sluice.gateway.internal.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.internal.Choices;
import io.sluice.gateway.internal.binding.SwapWorld.Trouble;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two swaps and two commands in every order of their steps, with every place for some trouble: what
 * {@link SwapWorld} watches holds in all of them.
 */
@Tag("long")
class SwapModelTest {
  /** Nothing is due before the run is over. */
  private static final ScheduledExecutorService NO_TIMER =
      (ScheduledExecutorService)
          Proxy.newProxyInstance(
              SwapModelTest.class.getClassLoader(),
              new Class<?>[] {ScheduledExecutorService.class},
              (proxy, method, arguments) -> null);

  /** The second of the swaps. */
  enum Second {
    TO_ANOTHER,
    BACK,
    OPEN_AGAIN,
    LET_GO
  }

  @ParameterizedTest
  @CsvSource({
    // second swap, commands, failures, hangs, services that go
    "TO_ANOTHER, 2, 0, 0, 0",
    "TO_ANOTHER, 2, 0, 1, 0",
    "BACK,       1, 1, 1, 0",
    "BACK,       1, 2, 0, 0",
    "OPEN_AGAIN, 1, 0, 1, 0",
    "OPEN_AGAIN, 1, 1, 1, 0",
    "LET_GO,     2, 1, 0, 0",
    "LET_GO,     1, 0, 1, 1",
    "TO_ANOTHER, 1, 1, 0, 1",
  })
  void shouldKeepItsPromisesInEveryOrder(
      Second second, int commands, int failures, int hangs, int goings) throws ConfigException {
    Choices choices = new Choices();
    Trouble trouble = new Trouble(commands, failures, hangs, goings);
    int runs = 0;
    do {
      SwapWorld world = new SwapWorld(choices, NO_TIMER, trouble);
      Candidate bound = world.run(world.service(0), world.service(1));
      if (bound != null) {
        world.run(bound, to(second, world, bound));
      }
      List<String> broken = world.end();
      assertEquals(List.of(), broken, () -> second + ", " + trouble + ", choices " + choices);
      runs++;
    } while (choices.next());
    assertTrue(runs > 100, runs + " orders");
  }

  private static Candidate to(Second second, SwapWorld world, Candidate bound) {
    return switch (second) {
      case TO_ANOTHER -> world.service(2);
      case BACK -> world.service(0);
      case OPEN_AGAIN -> bound;
      case LET_GO -> null;
    };
  }
}
