package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayOriginTest {
  private static final String ONE = "0123456789abcdef0123456789abcdef";
  private static final String OTHER = "fedcba9876543210fedcba9876543210";

  @TempDir Path folder;
  private Machine machine;

  @BeforeEach
  void makeMachine() throws IOException {
    machine = machine("one", ONE + "\n");
  }

  private Machine machine(String name, String id) throws IOException {
    Path root = Files.createDirectories(folder.resolve(name));
    if (id != null) {
      Files.writeString(Files.createDirectories(root.resolve("etc")).resolve("machine-id"), id);
    }
    return new Machine(root, "0.0-none", "somebody", List.of());
  }

  private Places gateway(String name) throws IOException {
    Path base = folder.resolve(name);
    Files.createDirectories(base.resolve("etc"));
    Files.createDirectories(base.resolve("var"));
    return new Places(folder, base);
  }

  /** As a start does; whether it is in doubt. */
  private Optional<String> start(Places places, Machine on) throws Exception {
    String id = GatewayId.of(places);
    GatewayOrigin origin = new GatewayOrigin(places, on);
    Optional<String> doubt = origin.doubt(id);
    if (doubt.isEmpty()) {
      origin.settle();
    }
    return doubt;
  }

  private Places copy(Places from, String name) throws IOException {
    Places copy = gateway(name);
    for (String file : List.of("gateway-id", "gateway-place")) {
      Path source = from.etc().resolve(file);
      if (Files.exists(source)) {
        Files.copy(source, copy.etc().resolve(file));
      }
    }
    return copy;
  }

  @Test
  void shouldKnowItselfAgain() throws Exception {
    Places places = gateway("a");
    assertEquals(Optional.empty(), start(places, machine));
    assertEquals(Optional.empty(), start(places, machine));
  }

  @Test
  void shouldTakeAnIdOfBeforePlacesWereKeptForItsOwn() throws Exception {
    Places places = gateway("a");
    GatewayId.of(places);
    Places copy = copy(places, "b");
    assertEquals(Optional.empty(), start(copy, machine));
    assertTrue(Files.exists(copy.etc().resolve("gateway-place")));
  }

  @Test
  void shouldAdoptAGatewayThatHasMovedOnItsMachine() throws Exception {
    Places places = gateway("a");
    start(places, machine);
    Files.move(places.base(), folder.resolve("b with space \\ and\u00fc"));
    Places moved = new Places(folder, folder.resolve("b with space \\ and\u00fc"));
    assertEquals(Optional.empty(), start(moved, machine));
    assertEquals(
        Optional.of(moved.base().toRealPath()),
        GatewayPlace.kept(moved.etc().resolve("gateway-place")).map(GatewayPlace::base));
  }

  @Test
  void shouldDoubtATwinWhileTheOtherIsThere() throws Exception {
    Places places = gateway("a");
    start(places, machine);
    Places copy = copy(places, "b");
    Optional<String> doubt = start(copy, machine);
    assertTrue(doubt.orElse("").contains("a gateway of the same id in " + places.base()));
    assertEquals(doubt, start(copy, machine), "until it is answered");
    assertEquals(Optional.empty(), start(places, machine), "the first one goes on");
    Files.delete(places.etc().resolve("gateway-id"));
    assertEquals(Optional.empty(), start(copy, machine));
  }

  @Test
  void shouldDoubtACopyOnAnotherMachineInWhateverPath() throws Exception {
    Places places = gateway("a");
    start(places, machine);
    Machine other = machine("other", OTHER);
    assertTrue(start(places, other).orElse("").contains("on another machine"));
    assertTrue(start(copy(places, "b"), other).orElse("").contains("on another machine"));
    assertEquals(Optional.empty(), start(places, machine));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "uninitialized\n", "00000000000000000000000000000000"})
  void shouldJudgeByThePathAloneWhereAMachineHasNoId(String none) throws Exception {
    Machine nameless = machine("nameless", none.isEmpty() ? null : none);
    Places places = gateway("a");
    assertEquals(Optional.empty(), start(places, nameless));
    assertEquals(Optional.empty(), start(places, nameless));
    Places copy = copy(places, "b");
    assertTrue(start(copy, nameless).orElse("").contains("it can't be told whether"));
    assertEquals(Optional.empty(), start(places, machine), "one that has an id since then");
    assertEquals(Optional.empty(), start(places, nameless));
    assertTrue(
        start(places, machine("other", OTHER)).orElse("").contains("another machine"),
        "the machine stays known");
  }

  @Test
  void shouldSeeThroughLinks() throws Exception {
    Places places = gateway("a");
    start(places, machine);
    Path link = Files.createSymbolicLink(folder.resolve("link"), places.base());
    assertEquals(Optional.empty(), start(new Places(folder, link), machine));
  }

  @Test
  void shouldForgetThePlaceWhereTheIdIsMadeAnew() throws Exception {
    Places places = gateway("a");
    start(places, machine);
    Places copy = copy(places, "b");
    Files.delete(copy.etc().resolve("gateway-id"));
    assertEquals(Optional.empty(), start(copy, machine("other", OTHER)));
  }

  @Test
  void shouldGiveNoMachineIdAway() throws Exception {
    Places places = gateway("a");
    start(places, machine);
    assertFalse(Files.readString(places.etc().resolve("gateway-place")).contains(ONE));
  }
}
