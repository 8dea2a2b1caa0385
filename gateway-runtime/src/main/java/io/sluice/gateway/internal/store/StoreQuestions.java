package io.sluice.gateway.internal.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks stores what they tell of themselves, which is somebody else's code that may never come back:
 * on a thread of its own, of which there is one at the most for each handler, however often it is
 * asked. One that does not come back is left alone, and its answer is taken should it come later.
 */
final class StoreQuestions {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Duration patience;
  private final Map<String, Question> pending = new ConcurrentHashMap<>();

  /** A question that has no answer yet. */
  private record Question(Thread thread, CompletableFuture<StoreTree> answer) {
    String where() {
      StackTraceElement[] stack = thread.getStackTrace();
      return stack.length == 0 ? "about to end" : "in " + stack[0];
    }
  }

  StoreQuestions() {
    this(PATIENCE);
  }

  /**
   * @param patience for one answer
   */
  StoreQuestions(Duration patience) {
    this.patience = patience;
  }

  /** What the stores of a handler tell, or that they do not. */
  StoreTree ask(String handler, Supplier<StoreTree> stores) {
    Question question = pending.computeIfAbsent(handler, name -> begin(name, stores));
    try {
      return question.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return StoreTree.unknown(
          handler,
          "it, or a store below it, has not told of itself within %d s (%s)"
              .formatted(patience.toSeconds(), question.where()));
    } catch (ExecutionException e) {
      return StoreTree.unknown(handler, "it can't tell of itself: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StoreTree.unknown(handler, "interrupted");
    }
  }

  private Question begin(String handler, Supplier<StoreTree> stores) {
    CompletableFuture<StoreTree> answer = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                StoreTree tree = stores.get();
                pending.remove(handler); // who asks from now on is not given what was
                answer.complete(tree);
              } catch (Throwable e) { // handed to who waits
                pending.remove(handler);
                answer.completeExceptionally(e);
              }
            },
            "sluice-tree " + handler);
    thread.setDaemon(true);
    thread.start();
    return new Question(thread, answer);
  }
}
