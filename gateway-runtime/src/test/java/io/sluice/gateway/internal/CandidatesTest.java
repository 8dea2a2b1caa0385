package io.sluice.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class CandidatesTest {
  private final Candidates candidates = new Candidates();

  private Candidate put(long serviceId, String name, String version, int ranking) {
    return put(serviceId, name, version, ranking, "");
  }

  private Candidate put(long serviceId, String name, String version, int ranking, String problem) {
    Candidate candidate =
        new Candidate(
            new TestHandler(name), serviceId, name, "test", new Version(version), ranking, problem);
    candidates.put(candidate);
    return candidate;
  }

  @Test
  void shouldHaveNoneOfAnotherName() {
    put(1, "a", "1.0", 0);
    assertEquals(Optional.empty(), candidates.best("b"));
  }

  @Test
  void shouldPreferTheHighestRanking() {
    Candidate ranked = put(1, "a", "1.0", 10);
    put(2, "a", "2.0", 0);
    assertEquals(Optional.of(ranked), candidates.best("a"));
  }

  @Test
  void shouldPreferTheNewestBundleWhereRankingIsEqual() {
    Candidate newer = put(1, "a", "1.10.0", 0);
    put(2, "a", "1.9.0", 0);
    assertEquals(Optional.of(newer), candidates.best("a"));
  }

  @Test
  void shouldPreferTheNewestServiceWhereAllElseIsEqual() {
    put(1, "a", "1.0", 0);
    Candidate newer = put(2, "a", "1.0", 0);
    assertEquals(Optional.of(newer), candidates.best("a"));
  }

  @Test
  void shouldPreferOneThatCanBeUsedToAnyThatCannot() {
    Candidate usable = put(1, "a", "1.0", 0);
    put(2, "a", "2.0", 10, "size = ten: is a number of bytes");
    assertEquals(Optional.of(usable), candidates.best("a"));
  }

  @Test
  void shouldOfferAServiceUntilItGoesOrIsRenamed() {
    Candidate candidate = put(1, "a", "1.0", 0);
    assertTrue(candidates.offers(candidate, "a"));
    put(1, "b", "1.0", 0);
    assertFalse(candidates.offers(candidate, "a"));
    candidates.remove(candidate);
    assertFalse(candidates.offers(candidate, "b"));
  }
}
