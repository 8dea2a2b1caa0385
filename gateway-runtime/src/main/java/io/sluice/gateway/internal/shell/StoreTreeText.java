package io.sluice.gateway.internal.shell;

import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.StoreReport;
import io.sluice.backend.layer.StoreReport.Figure;
import io.sluice.backend.layer.StoreReport.Unit;
import io.sluice.backend.osgi.PrintableText;
import io.sluice.gateway.internal.store.StoreTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text of {@code store:tree}: each store on a line, with what it stands on below it. */
final class StoreTreeText {
  private static final String STEP = "  ";

  private final StringBuilder text = new StringBuilder();

  private StoreTreeText() {}

  static String format(StoreTree tree) {
    StoreTreeText formatted = new StoreTreeText();
    formatted.add(tree, "");
    return PrintableText.ofLines(formatted.text.toString());
  }

  /** For programs. */
  static Map<String, Object> fields(StoreTree store) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", store.name());
    fields.put("note", store.note());
    fields.put("size", store.info().map(info -> info.geometry().size()));
    fields.put("content", store.info().map(VolumeInfo::identity));
    fields.put("state", store.report().map(StoreReport::state));
    fields.put("notes", store.report().map(StoreReport::notes).orElse(List.of()));
    Map<String, Long> figures = new LinkedHashMap<>();
    store
        .report()
        .ifPresent(
            report -> report.figures().forEach(each -> figures.put(each.name(), each.value())));
    fields.put("figures", figures);
    fields.put("below", store.below().stream().map(StoreTreeText::fields).toList());
    return fields;
  }

  private void add(StoreTree store, String indent) {
    text.append(indent).append(store.name());
    if (!store.note().isEmpty()) {
      text.append(" (").append(store.note()).append(')');
    }
    String inner = indent + STEP;
    text.append(store.info().isEmpty() && store.report().isEmpty() ? ": not open\n" : "\n");
    store.info().ifPresent(info -> line(inner, "size", Quantities.bytes(info.geometry().size())));
    store.info().ifPresent(info -> line(inner, "content", info.identity()));
    store.report().ifPresent(report -> line(inner, "state", report.state()));
    store.report().ifPresent(report -> report.notes().forEach(note -> line(inner, "note", note)));
    store.report().ifPresent(report -> report.figures().forEach(figure -> line(inner, figure)));
    store.below().forEach(below -> add(below, inner));
  }

  private void line(String indent, Figure figure) {
    line(
        indent,
        figure.name(),
        figure.unit() == Unit.BYTES
            ? Quantities.bytes(figure.value())
            : Long.toString(figure.value()));
  }

  private void line(String indent, String label, String value) {
    text.append(indent).append("- ").append(label).append(": ").append(value).append('\n');
  }
}
