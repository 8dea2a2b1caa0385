package io.sluice.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class CandidatesTest {
  private static final long BUNDLE = 7;

  private final Candidates candidates = new Candidates();

  private Candidate put(long serviceId, String name, String version, int ranking) {
    return put(serviceId, name, version, ranking, "");
  }

  private Candidate put(long serviceId, String name, String version, int ranking, String problem) {
    Candidate candidate =
        new Candidate(
            new TestHandler(name),
            serviceId,
            BUNDLE,
            name,
            "test",
            new Version(version),
            ranking,
            problem);
    candidates.put(candidate);
    return candidate;
  }

  @Test
  void shouldHaveNoneOfAnotherName() {
    put(1, "a", "1.0", 0);
    assertEquals(List.of(), candidates.of("b"));
  }

  @Test
  void shouldPreferTheHighestRanking() {
    Candidate ranked = put(1, "a", "1.0", 10);
    put(2, "a", "2.0", 0);
    assertEquals(ranked, candidates.of("a").get(0));
  }

  @Test
  void shouldPreferTheNewestBundleWhereRankingIsEqual() {
    Candidate newer = put(1, "a", "1.10.0", 0);
    put(2, "a", "1.9.0", 0);
    assertEquals(newer, candidates.of("a").get(0));
  }

  @Test
  void shouldPreferTheNewestServiceWhereAllElseIsEqual() {
    put(1, "a", "1.0", 0);
    Candidate newer = put(2, "a", "1.0", 0);
    assertEquals(newer, candidates.of("a").get(0));
  }

  @Test
  void shouldPreferOneThatCanBeUsedToAnyThatCannot() {
    Candidate usable = put(1, "a", "1.0", 0);
    put(2, "a", "2.0", 10, "size = ten: is a number of bytes");
    assertEquals(usable, candidates.of("a").get(0));
  }

  @Test
  void shouldOfferAServiceUntilItGoes() {
    Candidate candidate = put(1, "a", "1.0", 0);
    assertTrue(candidates.offers(candidate));
    Candidate renamed = put(1, "b", "1.0", 0);
    assertEquals(renamed, candidates.current(candidate));
    candidates.remove(candidate);
    assertFalse(candidates.offers(candidate));
  }

  @Test
  void shouldNotOfferTheHandlersOfAStagedBundle() {
    Candidate candidate = put(1, "a", "1.0", 0);
    candidates.stage(BUNDLE);
    assertEquals(List.of(), candidates.of("a"));
    assertFalse(candidates.offers(candidate));
    assertEquals(Optional.of(candidate), candidates.of("a", BUNDLE));
    candidates.unstage(BUNDLE);
    assertTrue(candidates.offers(candidate));
  }
}
