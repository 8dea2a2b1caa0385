package io.sluice.gateway.internal.store;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreQuestionsTest {
  private final StoreQuestions questions = new StoreQuestions(Duration.ofMillis(50));
  private final CountDownLatch back = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();

  private StoreTree hang() {
    asked.incrementAndGet();
    try {
      back.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return StoreTree.unknown("a", "back");
  }

  private static String state(StoreTree tree) {
    return tree.report().orElseThrow().state();
  }

  @Test
  void shouldSayThatAStoreDoesNotAnswerAndAskItOnceOnly() {
    for (int i = 0; i < 3; i++) {
      String state = state(questions.ask("a", this::hang));
      assertTrue(state.startsWith("UNKNOWN: ") && state.contains("has not told"), state);
    }
    assertEquals(1, asked.get());
    back.countDown();
    await().until(() -> state(questions.ask("a", this::hang)).equals("UNKNOWN: back"));
  }

  @Test
  void shouldAskOthersWhileOneHangs() {
    StoreTree unused = questions.ask("a", this::hang);
    StoreTree other = StoreTree.unknown("b", "sound");
    await().until(() -> questions.ask("b", () -> other).equals(other));
    back.countDown();
  }

  @Test
  void shouldTellOfAStoreThatThrows() {
    String state =
        state(
            questions.ask(
                "a",
                () -> {
                  throw new IllegalStateException("broken");
                }));
    assertTrue(state.contains("broken") || state.contains("has not told"), state);
  }
}
