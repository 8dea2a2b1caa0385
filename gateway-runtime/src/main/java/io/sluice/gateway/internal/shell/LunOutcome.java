package io.sluice.gateway.internal.shell;

import io.sluice.gateway.Transport;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LunView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What has become of a LUN that was made or changed. */
final class LunOutcome {
  private LunOutcome() {}

  /** Whether a handler serves it and these transports export it, as far as they were told where. */
  static boolean isComplete(LunView lun, Set<String> transports) {
    return lun.isServing()
        && lun.detail().filter(detail -> isExported(detail, transports)).isPresent();
  }

  private static boolean isExported(LunView.Detail lun, Set<String> transports) {
    Set<String> exported =
        lun.exports().stream()
            .filter(view -> view.export().isUnassigned() || isReached(view.export()))
            .map(LunView.ExportView::transport)
            .collect(Collectors.toSet());
    return exported.containsAll(transports);
  }

  private static boolean isReached(Transport.Export export) {
    return export.failure() == null && !export.address().isEmpty();
  }

  /** Why it can't be complete, as far as waiting does not help; empty while it may become so. */
  static Optional<String> failure(LunView lun) {
    if (lun.detail().isEmpty() || lun.state() == LunView.State.FAILED) {
      return Optional.of(lun.reason());
    }
    LunView.Detail detail = lun.detail().get();
    return brokenHandler(detail).or(() -> missingTransport(detail)).or(() -> failedExport(detail));
  }

  /** The problem of the handlers, where none serves and each has one. */
  private static Optional<String> brokenHandler(LunView.Detail lun) {
    List<String> problems =
        lun.handlers().stream().map(HandlerView::problem).filter(p -> !p.isEmpty()).toList();
    boolean hopeless = lun.bound().isEmpty() && problems.size() == lun.handlers().size();
    return hopeless ? problems.stream().findFirst() : Optional.empty();
  }

  private static Optional<String> missingTransport(LunView.Detail lun) {
    return lun.missingTransports().stream()
        .findFirst()
        .map(name -> "this gateway has no transport " + name);
  }

  private static Optional<String> failedExport(LunView.Detail lun) {
    return lun.exports().stream()
        .filter(view -> view.export().failure() != null && !view.export().isUnassigned())
        .findFirst()
        .map(view -> view.transport() + ": " + view.export().failure());
  }
}
