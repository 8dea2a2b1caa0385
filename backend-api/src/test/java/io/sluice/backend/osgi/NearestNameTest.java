package io.sluice.backend.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> NAMES = List.of("lun:list", "lun:info", "lun:create", "help");

  @Test
  void shouldFindWhatWasMistyped() {
    assertEquals(Optional.of("lun:list"), NearestName.of("lun:lsit", NAMES));
    assertEquals(Optional.of("lun:list"), NearestName.of("lunlist", NAMES));
    assertEquals(Optional.of("lun:create"), NearestName.of("LUN:CREAT", NAMES));
    assertEquals(Optional.of("help"), NearestName.of("hlep", NAMES));
  }

  @Test
  void shouldGuessNothingFarFetched() {
    assertEquals(Optional.empty(), NearestName.of("bundle:deploy", NAMES));
    assertEquals(".", NearestName.hint("x", NAMES));
  }

  @Test
  void shouldCountAnExchangeOnce() {
    assertEquals(1, NearestName.distance("ab", "ba"));
    assertEquals(2, NearestName.distance("abc", "ab-d"));
    assertEquals(3, NearestName.distance("", "abc"));
  }
}
