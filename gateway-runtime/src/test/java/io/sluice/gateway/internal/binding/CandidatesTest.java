package io.sluice.gateway.internal.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.internal.TestHandler;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class CandidatesTest {
  private static final long BUNDLE = 7;
  private static final String LUN = "disk";

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
            problem,
            "");
    candidates.put(candidate);
    return candidate;
  }

  /** As it is once its configuration has changed. */
  private Candidate keep(Candidate candidate) {
    Candidate kept =
        new Candidate(
            candidate.handler(),
            candidate.serviceId(),
            candidate.bundleId(),
            candidate.name(),
            candidate.backend(),
            candidate.version(),
            candidate.ranking(),
            "",
            "a.cfg has changed");
    candidates.put(kept);
    return kept;
  }

  @Test
  void shouldHaveNoneOfAnotherName() {
    put(1, "a", "1.0", 0);
    assertEquals(List.of(), candidates.of("b", LUN));
  }

  @Test
  void shouldPreferTheHighestRanking() {
    Candidate ranked = put(1, "a", "1.0", 10);
    put(2, "a", "2.0", 0);
    assertEquals(ranked, candidates.of("a", LUN).get(0));
  }

  @Test
  void shouldPreferTheNewestBundleWhereRankingIsEqual() {
    Candidate newer = put(1, "a", "1.10.0", 0);
    put(2, "a", "1.9.0", 0);
    assertEquals(newer, candidates.of("a", LUN).get(0));
  }

  @Test
  void shouldPreferTheNewestServiceWhereAllElseIsEqual() {
    put(1, "a", "1.0", 0);
    Candidate newer = put(2, "a", "1.0", 0);
    assertEquals(newer, candidates.of("a", LUN).get(0));
  }

  @Test
  void shouldPreferOneThatCanBeUsedToAnyThatCannot() {
    Candidate usable = put(1, "a", "1.0", 0);
    put(2, "a", "2.0", 10, "size = ten: is a number of bytes");
    assertEquals(usable, candidates.of("a", LUN).get(0));
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
    assertEquals(List.of(), candidates.of("a", LUN));
    assertFalse(candidates.offers(candidate));
    assertEquals(Optional.of(candidate), candidates.inPlaceOf(candidate, BUNDLE));
    candidates.unstage(BUNDLE);
    assertTrue(candidates.offers(candidate));
  }

  @Test
  void shouldKeepASupersededHandlerForTheLunThatItServesOnly() {
    Candidate first = put(1, "a", "1.0", 0);
    candidates.claims().take(first, LUN);
    candidates.claims().serves(first, LUN);
    Candidate kept = keep(first);
    Candidate second = put(2, "a", "1.0", 0);
    assertEquals(List.of(second, kept), candidates.of("a", LUN));
    assertEquals(List.of(second), candidates.of("a", "other"));
  }

  @Test
  void shouldLetNoOtherLunHaveAnyHandlerOfANameThatServesOne() {
    Candidate first = put(1, "a", "1.0", 0);
    Candidate second = put(2, "a", "1.0", 0);
    assertEquals(Optional.empty(), candidates.claims().take(first, LUN));
    assertEquals(Optional.of(LUN), candidates.claims().take(second, "other"));
    candidates.claims().serves(first, LUN);
    assertEquals(Optional.empty(), candidates.claims().take(second, LUN), "to swap to it");
    candidates.claims().serves(second, LUN);
    candidates.claims().release(first);
    assertEquals(Optional.of(LUN), candidates.claims().take(first, "other"));
  }

  @Test
  void shouldKeepTheNameForALunThatHasFailedUntilItWantsAnother() {
    Candidate first = put(1, "a", "1.0", 0);
    candidates.claims().take(first, LUN);
    candidates.claims().serves(first, LUN);
    Candidate kept = keep(first);
    candidates.claims().release(first);
    assertEquals(List.of(kept), candidates.of("a", LUN), "the way back");
    assertEquals(Optional.of(LUN), candidates.claims().take(first, "other"));
    candidates.claims().wants("b", LUN);
    assertEquals(List.of(), candidates.of("a", LUN));
    assertEquals(Optional.empty(), candidates.claims().take(put(2, "a", "1.0", 0), "other"));
  }
}
