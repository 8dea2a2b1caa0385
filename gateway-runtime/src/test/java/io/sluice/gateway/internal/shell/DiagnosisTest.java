package io.sluice.gateway.internal.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.DeviceIdentity;
import io.sluice.backend.layer.StoreReport;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.binding.SwapBounds;
import io.sluice.gateway.internal.binding.Trouble;
import io.sluice.gateway.internal.path.LunCounters;
import io.sluice.gateway.internal.store.StoreTree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a person is to type first. */
class DiagnosisTest {
  private final Diagnosis diagnosis = new Diagnosis(null, null, null, null);

  private static LunView failed(Set<Trouble> troubles, String reason, List<String> boundBy) {
    HandlerView handler = new HandlerView("m1", "memory", "0.1.0", 7, 0, boundBy, "", "");
    return new LunView(
        "m1",
        LunView.State.FAILED,
        Duration.ofSeconds(1),
        troubles,
        reason,
        "io.sluice.lun-m1.cfg",
        Optional.of(
            new LunView.Detail(
                DeviceIdentity.of("m1"),
                Optional.empty(),
                "m1",
                List.of(handler),
                Optional.empty(),
                List.of(),
                List.of(),
                "kept by the kernel",
                List.of(),
                4,
                new LunView.HoldView(0, Duration.ZERO, 1024, Duration.ofSeconds(20)),
                0,
                new LunCounters(0, 0, 0, 0, 0, 0, 0, 0, 0),
                new SwapBounds(Duration.ofSeconds(10), Duration.ofSeconds(20)),
                List.of(),
                List.of(),
                false)));
  }

  private String first(String lun) {
    return diagnosis
        .text(lun, Optional.empty())
        .lines()
        .filter(line -> line.startsWith("    next: "))
        .findFirst()
        .map(line -> line.substring("    next: ".length()))
        .orElseThrow();
  }

  @Test
  void shouldNameTheAcceptanceOfALossFirst() {
    diagnosis.examine(
        failed(Set.of(Trouble.CONTENT_LOST), "what was written is not there", List.of()));
    assertEquals("lun:accept m1", first("m1"));
  }

  @Test
  void shouldNameTheEndOfALunFirstWhoseHandlerServesAnother() {
    diagnosis.examine(failed(Set.of(), "handler 'm1' serves LUN m0 already", List.of("m0")));
    assertEquals("lun:remove m1", first("m1"));
  }

  @Test
  void shouldNameTheHandlerFirstThatCannotBeOpened() {
    diagnosis.examine(failed(Set.of(), "/nosuch/x: no such file", List.of()));
    assertEquals("handler:list m1", first("m1"));
  }

  @Test
  void shouldNameFirstWhatOpensAChangedStoreAnew() {
    StoreReport changed = new StoreReport("CHANGED: another ETag", List.of());
    diagnosis.stores(
        "web", new StoreTree("web", "", Optional.empty(), Optional.of(changed), List.of()));
    assertEquals("lun:resize web", first("web"));
  }

  @Test
  void shouldTellWhatAStoreWarnsOfThoughItServes() {
    StoreReport warned =
        new StoreReport("ONLINE, gzip", List.of("8 bytes at its end are left out"), List.of());
    diagnosis.stores(
        "web", new StoreTree("o.gz", "", Optional.empty(), Optional.of(warned), List.of()));
    String told = diagnosis.text("web", Optional.empty());
    assertTrue(told.contains("8 bytes at its end are left out"), told);
    assertTrue(told.contains("next: store:tree web"), told);
  }
}
