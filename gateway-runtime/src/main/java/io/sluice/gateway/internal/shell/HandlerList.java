package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Table;
import io.sluice.gateway.internal.HandlerView;
import java.util.List;

/** The text of {@code handler:list}. */
final class HandlerList {
  private HandlerList() {}

  static String format(List<HandlerView> handlers) {
    if (handlers.isEmpty()) {
      return "There is no handler. A file etc/io.sluice.backend.KIND-NAME.cfg makes one.\n";
    }
    Table table = new Table("NAME", "BACKEND", "VERSION", "RANKING", "SERVICE", "LUN", "NOTE");
    for (HandlerView handler : handlers) {
      table.row(
          handler.name(),
          handler.backend(),
          handler.version(),
          handler.kept().isEmpty() ? Integer.toString(handler.ranking()) : "",
          Long.toString(handler.serviceId()),
          String.join(", ", handler.boundBy()),
          handler.problem().isEmpty() ? handler.kept() : "FAILED: " + handler.problem());
    }
    return table.toString();
  }
}
