package io.sluice.launcher;

import io.sluice.backend.AtomicFile;
import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a gateway is the one that its id was made for, or a copy of it. Two gateways of one id
 * have disks of the same WWNs and serial numbers: an initiator that sees both takes them for two
 * paths to one disk, and destroys what is on both.
 */
final class GatewayOrigin {
  private static final int LONGEST = 1 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(GatewayOrigin.class);

  private final Path etc;
  private final Path file;
  private final GatewayPlace here;
  private final Optional<GatewayPlace> kept;

  GatewayOrigin(Places places, Machine machine) throws IOException {
    etc = places.etc();
    file = file(places);
    here = GatewayPlace.here(places, machine);
    kept = GatewayPlace.kept(file);
  }

  private static Path file(Places places) {
    return places.etc().resolve("gateway-place");
  }

  /** Where an id is made anew, no place before matters. */
  static void forget(Places places) throws IOException {
    new AtomicFile(file(places)).delete();
  }

  /** Where it runs now, as it is to be kept once that is known to be right. */
  String place() {
    return here.text();
  }

  /**
   * Why this may be a copy; empty where it is not, or can't be told.
   *
   * @param id the gateway's, as it stands here
   */
  Optional<String> doubt(String id) throws IOException {
    if (kept.isEmpty() || isHere(kept.get())) {
      return Optional.empty();
    }
    GatewayPlace before = kept.get();
    boolean both = before.machine().isPresent() && here.machine().isPresent();
    if (both && !before.machine().equals(here.machine())) {
      return Optional.of("its id was made on another machine, in " + before.base());
    }
    if (!both) {
      return Optional.of(
          "its id was made in " + before.base() + ", and it can't be told whether on this machine");
    }
    return stillThere(before.base(), id);
  }

  /** Where one of the two has no machine's id, the path alone tells. */
  private boolean isHere(GatewayPlace before) {
    boolean sameMachine =
        before.machine().isEmpty()
            || here.machine().isEmpty()
            || before.machine().equals(here.machine());
    return sameMachine && before.base().equals(here.base());
  }

  private Optional<String> stillThere(Path base, String id) throws IOException {
    Path other = base.resolve("etc").resolve("gateway-id");
    try {
      boolean twin =
          BoundedFile.of(other, LONGEST).readText().strip().equals(id)
              && !Files.isSameFile(other, etc.resolve("gateway-id"));
      return twin ? Optional.of("there is a gateway of the same id in " + base) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("whether its id is still used in " + base + " can't be seen (" + e + ")");
    }
  }

  /** Keeps where it runs, where that is not kept yet. */
  void settle() {
    if (kept.filter(here::equals).isPresent() || (kept.isPresent() && here.machine().isEmpty())) {
      return;
    }
    try {
      new AtomicFile(file).write(here.text().getBytes(StandardCharsets.UTF_8));
      kept.filter(before -> !before.base().equals(here.base()))
          .ifPresent(
              before ->
                  LOG.info("this gateway has moved from {} to {}", before.base(), here.base()));
    } catch (IOException e) {
      LOG.info(
          "{} can't be written, so a copy of this gateway won't see that it is one: {}",
          file,
          e.toString());
    }
  }
}
