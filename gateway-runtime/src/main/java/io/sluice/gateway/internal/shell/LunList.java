package io.sluice.gateway.internal.shell;

import io.sluice.backend.VolumeInfo;
import io.sluice.backend.shell.Table;
import io.sluice.gateway.Transport;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LunView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of {@code lun:list}. */
final class LunList {
  private LunList() {}

  static String format(List<LunView> luns) {
    if (luns.isEmpty()) {
      return "There is no LUN. The file etc/io.sluice.lun-NAME.cfg makes one.\n";
    }
    Table table = new Table("NAME", "STATE", "SIZE", "HANDLER", "BACKEND", "EXPORTS", "NOTE");
    for (LunView lun : luns) {
      Optional<LunView.Detail> detail = lun.detail();
      table.row(
          lun.name(),
          lun.state().name(),
          detail.flatMap(LunView.Detail::volume).map(LunList::size).orElse(""),
          detail.map(LunView.Detail::handlerName).orElse(""),
          detail.map(LunList::backend).orElse(""),
          detail.map(LunList::exports).orElse(""),
          note(lun));
    }
    return table.toString();
  }

  private static String note(LunView lun) {
    List<String> notes = new ArrayList<>(List.of(lun.reason()));
    lun.detail().ifPresent(detail -> addNotes(detail, notes));
    boolean exportFailed =
        exports(lun).anyMatch(export -> export.failure() != null && !export.isUnassigned());
    if (exportFailed && lun.reason().isEmpty()) {
      notes.add("lun:info " + lun.name() + " tells why");
    }
    return notes.stream().filter(note -> !note.isEmpty()).collect(Collectors.joining("; "));
  }

  private static void addNotes(LunView.Detail lun, List<String> notes) {
    if (lun.isFull()) {
      notes.add("what its handler writes to is full");
    }
    lun.missingTransports().forEach(name -> notes.add("this gateway has no transport " + name));
    lun.exports().stream()
        .map(LunView.ExportView::export)
        .filter(Transport.Export::isUnassigned)
        .forEach(export -> notes.add(export.failure()));
  }

  private static Stream<Transport.Export> exports(LunView lun) {
    return lun.detail().stream()
        .flatMap(detail -> detail.exports().stream())
        .map(LunView.ExportView::export);
  }

  private static String size(VolumeInfo volume) {
    return Quantities.bytes(volume.geometry().size());
  }

  private static String backend(LunView.Detail detail) {
    return detail.handlers().stream()
        .sorted(Comparator.comparing(handler -> !isBound(handler, detail)))
        .map(HandlerView::backend)
        .findFirst()
        .orElse("");
  }

  private static boolean isBound(HandlerView handler, LunView.Detail detail) {
    return detail.bound().equals(Optional.of(handler.serviceId()));
  }

  private static String exports(LunView.Detail detail) {
    return detail.exports().stream()
        .map(view -> view.transport() + ' ' + address(view))
        .collect(Collectors.joining(", "));
  }

  private static String address(LunView.ExportView view) {
    if (view.export().isUnassigned()) {
      return "no target yet";
    }
    if (view.export().failure() != null) {
      return "FAILED";
    }
    return view.export().address().isEmpty() ? "not yet" : view.export().address();
  }
}
