package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.NearestName;
import io.sluice.backend.shell.Refusal;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import java.util.List;
import java.util.Optional;

/** LUNs by the names that people type. */
record Luns(LogicalUnits logicalUnits) {
  /**
   * The LUN of that name.
   *
   * @throws Refusal where there is none, with the nearest name
   */
  LunView get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new Refusal(
                    "There is no LUN '"
                        + name
                        + "'"
                        + NearestName.hint(name, names())
                        + " See lun:list"));
  }

  Optional<LunView> find(String name) {
    return logicalUnits.directory().views().stream()
        .filter(lun -> lun.name().equals(name))
        .findFirst();
  }

  List<String> names() {
    return logicalUnits.directory().views().stream().map(LunView::name).toList();
  }
}
