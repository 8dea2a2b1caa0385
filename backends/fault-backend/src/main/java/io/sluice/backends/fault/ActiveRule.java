package io.sluice.backends.fault;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A rule that is in force, and what it did. Counters are guarded by {@link FaultRules}. */
final class ActiveRule {
  private final int id;
  private final String text;
  private final FaultRule rule;
  private final CompletableFuture<Void> cleared = new CompletableFuture<>();
  private long fitted;
  private long struck;

  ActiveRule(int id, String text, FaultRule rule) {
    this.id = id;
    this.text = text;
    this.rule = rule;
  }

  int id() {
    return id;
  }

  /** As it was written. */
  String text() {
    return text;
  }

  FaultRule rule() {
    return rule;
  }

  long struck() {
    return struck;
  }

  /** Whether it strikes an operation that fits it. */
  boolean strikes(Random chance) {
    fitted++;
    if (fitted <= rule.skip()
        || struck >= rule.count()
        || rule.probability() < 1 && chance.nextDouble() >= rule.probability()) {
      return false;
    }
    struck++;
    return true;
  }

  void clear() {
    cleared.complete(null);
  }

  /** Ends when it is cleared, or its time is up. */
  CompletableFuture<Void> whenCleared() {
    return cleared.copy().completeOnTimeout(null, rule.time().toNanos(), TimeUnit.NANOSECONDS);
  }
}
