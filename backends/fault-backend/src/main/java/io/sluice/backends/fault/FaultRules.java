package io.sluice.backends.fault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The rules of one volume, whether it is open or not. Thread-safe. */
final class FaultRules {
  private final Random chance;
  private final List<ActiveRule> rules = new ArrayList<>();
  private int lastId;

  /**
   * @param seed makes the chances, the same ones each time
   */
  FaultRules(long seed) {
    chance = new Random(seed);
  }

  /**
   * Puts a rule in force.
   *
   * @return its number
   * @throws IllegalArgumentException when it means nothing
   */
  synchronized int add(String text) {
    List<String> words = Arrays.asList(text.strip().split("\\s+"));
    FaultRule rule = FaultRuleParser.parse(words);
    rules.add(new ActiveRule(++lastId, String.join(" ", words), rule));
    return lastId;
  }

  synchronized List<ActiveRule> all() {
    return List.copyOf(rules);
  }

  /** Ends a rule, and what hangs by it. Returns whether there was such a one. */
  synchronized boolean clear(int id) {
    rules.stream().filter(rule -> rule.id() == id).forEach(ActiveRule::clear);
    return rules.removeIf(rule -> rule.id() == id);
  }

  synchronized void clear() {
    rules.forEach(ActiveRule::clear);
    rules.clear();
  }

  /** The rules that strike this operation. */
  synchronized List<FaultStrike> strikes(Operation operation, BlockSpan blocks) {
    List<FaultStrike> strikes = List.of();
    for (ActiveRule rule : rules) {
      if (rule.rule().fits(operation, blocks) && rule.strikes(chance)) {
        strikes = strikes.isEmpty() ? new ArrayList<>() : strikes;
        strikes.add(new FaultStrike(rule, blocks, chance.nextLong()));
      }
    }
    return strikes;
  }
}
