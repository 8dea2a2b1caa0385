package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Table;
import io.sluice.gateway.internal.deploy.BundleView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text of {@code bundle:status}. */
final class BundleList {
  private BundleList() {}

  static String format(List<BundleView> bundles, String folderProblem) {
    String problem =
        folderProblem.isEmpty()
            ? ""
            : "The folder is not used, and what runs goes on: " + folderProblem + "\n";
    if (bundles.isEmpty()) {
      return problem + "There is no jar in bundles/. One that is put there is taken up at once.\n";
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
    return problem + table;
  }

  /** The same for programs. */
  static Map<String, Object> records(List<BundleView> bundles, String folderProblem) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("folderProblem", folderProblem);
    fields.put("bundles", bundles.stream().map(BundleList::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(BundleView bundle) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", bundle.name());
    fields.put("version", bundle.version());
    fields.put("state", bundle.state().name());
    fields.put("file", bundle.file());
    fields.put("luns", bundle.luns());
    fields.put("previous", bundle.previous());
    fields.put("sha256", bundle.sha256());
    fields.put("note", bundle.note());
    return fields;
  }
}
