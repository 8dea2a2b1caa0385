package io.sluice.gateway.internal.store;

import io.sluice.backend.BlockStore;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.OpenLayer;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backend.layer.StoreReport;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A store and those that it stands on, as they are now.
 *
 * @param name the volume's, or the URI as it may be shown
 * @param note how it is used, for a person; may be empty
 * @param info of the open store; empty where it is not open, or could not be asked
 * @param report what the open store tells of itself
 * @param below what it stands on
 */
public record StoreTree(
    String name,
    String note,
    Optional<VolumeInfo> info,
    Optional<StoreReport> report,
    List<StoreTree> below) {
  private static final String VOLUME = "volume:";

  static StoreTree of(String handler, Optional<BlockStore> open, List<OpenLayer> layers) {
    return new StoreTree(
        handler,
        "",
        open.map(BlockStore::info),
        open.map(ReportingStore::reportOf),
        below(handler, layers, new HashSet<>()));
  }

  /**
   * A store that can't be asked.
   *
   * @param why for a person
   */
  static StoreTree unknown(String handler, String why) {
    return new StoreTree(
        handler,
        "",
        Optional.empty(),
        Optional.of(new StoreReport("UNKNOWN: " + why, List.of())),
        List.of());
  }

  private static List<StoreTree> below(String owner, List<OpenLayer> layers, Set<String> seen) {
    return seen.add(owner)
        ? layers.stream()
            .filter(layer -> layer.owners().contains(owner))
            .map(layer -> of(owner, layer, layers, seen))
            .toList()
        : List.of();
  }

  private static StoreTree of(
      String owner, OpenLayer layer, List<OpenLayer> layers, Set<String> seen) {
    String name = layer.uri().toString();
    return new StoreTree(
        layer.name(),
        note(owner, layer),
        Optional.of(layer.info()),
        Optional.of(layer.report()),
        name.startsWith(VOLUME) ? below(name.substring(VOLUME.length()), layers, seen) : List.of());
  }

  private static String note(String owner, OpenLayer layer) {
    List<String> others =
        layer.owners().stream().filter(other -> !other.equals(owner)).distinct().sorted().toList();
    return (layer.access() == LayerAccess.READ_ONLY ? "read-only" : "writable")
        + (others.isEmpty() ? "" : ", shared with " + String.join(", ", others))
        + (layer.current() ? "" : ", as it was before a change");
  }
}
