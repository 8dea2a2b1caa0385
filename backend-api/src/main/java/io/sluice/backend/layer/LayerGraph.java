package io.sluice.backend.layer;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which volume stands on which, of those that are open, being opened or being probed now. Finds the
 * step that would close a circle, on whichever threads the others are.
 */
final class LayerGraph {
  /** Below whom stands what, how often. */
  private final Map<URI, Map<URI, Integer>> below = new HashMap<>();

  /**
   * Before a layer is looked at or opened. To be followed by {@link #leave}.
   *
   * @throws IOException when the upper one stands, by whatever way, under the lower one
   */
  synchronized void enter(URI upper, URI lower) throws IOException {
    List<URI> way = way(lower, upper);
    if (!way.isEmpty()) {
      throw new IOException(
          "the layers go round in a circle: "
              + LayerName.shown(upper)
              + " stands on "
              + String.join(", which stands on ", way.stream().map(LayerName::shown).toList()));
    }
    below.computeIfAbsent(upper, u -> new HashMap<>()).merge(lower, 1, Integer::sum);
  }

  synchronized void leave(URI upper, URI lower) {
    Map<URI, Integer> lowers = below.get(upper);
    lowers.computeIfPresent(lower, (uri, count) -> count == 1 ? null : count - 1);
    if (lowers.isEmpty()) {
      below.remove(upper);
    }
  }

  /** From one downwards to another, both included; empty where there is no way. */
  private List<URI> way(URI from, URI to) {
    Map<URI, URI> reachedFrom = new HashMap<>();
    Set<URI> seen = new HashSet<>(Set.of(from));
    Deque<URI> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      URI here = next.remove();
      if (here.equals(to)) {
        return way(reachedFrom, to);
      }
      for (URI lower : below.getOrDefault(here, Map.of()).keySet()) {
        if (seen.add(lower)) {
          reachedFrom.put(lower, here);
          next.add(lower);
        }
      }
    }
    return List.of();
  }

  private static List<URI> way(Map<URI, URI> reachedFrom, URI to) {
    List<URI> way = new ArrayList<>();
    for (URI here = to; here != null; here = reachedFrom.get(here)) {
      way.add(0, here);
    }
    return way;
  }
}
