package io.sluice.gateway.internal.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.sluice.backend.ScsiCmd;
import io.sluice.gateway.internal.Commands;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private final InFlight inFlight = new InFlight();

  @Test
  void shouldListADeepQueueFromOneThreadTheOldestFirst() {
    List<ScsiCmd> added = new ArrayList<>();
    for (int i = 0; i < 512; i++) {
      ScsiCmd cmd = Commands.read();
      assertNotEquals(InFlight.NO_SLOT, inFlight.add(cmd, i));
      added.add(cmd);
    }
    assertEquals(added, inFlight.entries(1000).stream().map(InFlight.Entry::cmd).toList());
    assertEquals(1000, inFlight.entries(1000).get(0).ageNanos());
  }

  @Test
  void shouldForgetWhatWasRemovedAndTellSinceWhenItWasThere() {
    int slot = inFlight.add(Commands.read(), 7);
    assertEquals(7, inFlight.remove(slot));
    assertEquals(List.of(), inFlight.entries(8));
  }

  @Test
  void shouldListAlsoWhatItHasNoSlotFor() {
    List<ScsiCmd> added = new ArrayList<>();
    ScsiCmd beside = null;
    for (int i = 0; i < 2000; i++) {
      ScsiCmd cmd = Commands.read();
      beside = inFlight.add(cmd, i) == InFlight.NO_SLOT ? cmd : beside;
      added.add(cmd);
    }
    assertEquals(added, inFlight.entries(3000).stream().map(InFlight.Entry::cmd).toList());
    assertEquals(added.indexOf(beside), inFlight.remove(beside));
    assertEquals(1999, inFlight.entries(3000).size());
  }
}
