package io.sluice.gateway.internal.shell;

import io.sluice.gateway.internal.deploy.BundleView;
import io.sluice.gateway.shell.Table;
import java.util.List;

/** The text of {@code bundle:status}. */
final class BundleList {
  private BundleList() {}

  static String format(List<BundleView> bundles) {
    if (bundles.isEmpty()) {
      return "There is no jar in bundles/. One that is put there is taken up at once.\n";
    }
    Table table = new Table("NAME", "VERSION", "STATE", "FILE", "LUN", "PREVIOUS", "NOTE");
    for (BundleView bundle : bundles) {
      table.row(
          bundle.name(),
          bundle.version(),
          bundle.state().name(),
          bundle.file(),
          String.join(", ", bundle.luns()),
          bundle.previous(),
          bundle.note());
    }
    return table.toString();
  }
}
