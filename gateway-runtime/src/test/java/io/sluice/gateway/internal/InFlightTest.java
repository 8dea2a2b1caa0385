package io.sluice.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.sluice.backend.ScsiCmd;
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
      assertNotEquals(InFlight.UNLISTED, inFlight.add(cmd, i));
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
  void shouldLeaveUnlistedWhatItHasNoRoomFor() {
    int listed = 0;
    while (inFlight.add(Commands.read(), 0) != InFlight.UNLISTED) {
      listed++;
    }
    assertEquals(listed, inFlight.entries(1).size());
  }
}
