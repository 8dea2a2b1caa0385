package io.sluice.iscsi.internal.configured;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What could not be had of what configurations want.
 *
 * @param ofUnits why no target has them, by name of the logical unit
 * @param ofPortals why they can't be listened on
 */
record ServedFailures(Map<String, String> ofUnits, Map<InetSocketAddress, String> ofPortals) {
  private static final Logger LOG = LoggerFactory.getLogger(ServedFailures.class);
  static final ServedFailures NONE = new ServedFailures(Map.of(), Map.of());

  /** For a person. */
  List<String> portalTexts() {
    List<String> texts = new ArrayList<>();
    ofPortals.forEach(
        (portal, reason) ->
            texts.add("can't listen on " + PortalAddress.text(portal) + ": " + reason));
    return texts;
  }

  /** Tells what has not been told before. */
  void reportAfter(ServedFailures before) {
    report(ofUnits.values(), before.ofUnits.values());
    report(portalTexts(), before.portalTexts());
  }

  private static void report(Collection<String> now, Collection<String> before) {
    for (String text : new TreeSet<>(now)) {
      if (!before.contains(text)) {
        LOG.error("{}", text);
      }
    }
  }
}
