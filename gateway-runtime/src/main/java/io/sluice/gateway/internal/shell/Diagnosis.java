package io.sluice.gateway.internal.shell;

import io.sluice.backend.layer.StoreReport;
import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.Transport;
import io.sluice.gateway.configuration.BackendSchema;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.binding.HandlerRef;
import io.sluice.gateway.internal.binding.SwapRecord;
import io.sluice.gateway.internal.binding.Trouble;
import io.sluice.gateway.internal.path.LunFailure;
import io.sluice.gateway.internal.path.Stack;
import io.sluice.gateway.internal.store.GatewayLayers;
import io.sluice.gateway.internal.store.StoreTree;
import io.sluice.gateway.shell.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrong with a LUN, from what it stands on to who uses it, and what a person can type. */
final class Diagnosis {
  /** So long a failure is told of. */
  private static final Duration RECENT = Duration.ofMinutes(10);

  /** The state of a store that is to be opened anew, see {@link StoreReport#state}. */
  private static final String CHANGED = "CHANGED";

  private final LogicalUnits logicalUnits;
  private final Backends backends;
  private final ConfigurationFiles files;
  private final GatewayLayers layers;
  private final List<Finding> findings = new ArrayList<>();

  private record Finding(String what, List<String> commands) {}

  Diagnosis(
      LogicalUnits logicalUnits,
      Backends backends,
      ConfigurationFiles files,
      GatewayLayers layers) {
    this.logicalUnits = logicalUnits;
    this.backends = backends;
    this.files = files;
    this.layers = layers;
  }

  void add(String what, String... commands) {
    findings.add(new Finding(what, List.of(commands)));
  }

  boolean hasHandler(String name) {
    return logicalUnits.directory().handlerViews().stream()
        .anyMatch(handler -> handler.name().equals(name));
  }

  void examine(LunView lun) {
    if (lun.detail().isEmpty() && lun.state() == LunView.State.ORPHANED) {
      add(
          "no LUN of this gateway stands for it: " + lun.reason(),
          "lun:remove " + lun.name(),
          "lun:create " + lun.name() + " --BACKEND ...");
      return;
    }
    if (lun.detail().isEmpty() && logicalUnits.directory().question().isPresent()) {
      add(logicalUnits.directory().question().get(), "gateway:adopt", "gateway:renew");
      return;
    }
    if (lun.detail().isEmpty()) {
      add(
          "its configuration can't be used: " + lun.reason(),
          "lun:set " + lun.name() + " KEY=VALUE",
          "lun:remove " + lun.name());
      return;
    }
    LunView.Detail detail = lun.detail().get();
    state(lun, detail);
    if (lun.isServing()) {
      stores(lun.name(), layers.tree(detail.handlerName()));
      boolean explained = !findings.isEmpty();
      logicalUnits
          .directory()
          .failure(lun.name())
          .filter(failure -> failure.isOfSpace() || !explained)
          .ifPresent(failure -> failure(detail, failure));
    }
    if (lun.isServing() && !lun.reason().isEmpty()) {
      add(lun.reason(), "lun:info " + lun.name());
    }
    lastSwap(lun, detail);
    detail.missingTransports().forEach(this::missingTransport);
    detail.exports().stream()
        .filter(view -> view.export().failure() != null)
        .forEach(this::failedExport);
  }

  private void state(LunView lun, LunView.Detail detail) {
    switch (lun.state()) {
      case STUCK -> stuck(detail);
      case FAILED -> failed(lun, detail);
      case HOLDING -> holding(lun, detail);
      case PREPARING ->
          add("it is not served yet: " + lun.reason() + "; it is when that has ended", "lun:list");
      case DRAINING, SWITCHING ->
          add(
              "a swap is under way, which ends within its bounds: " + lun.reason(),
              "lun:info " + lun.name());
      case ORPHANED ->
          add(
              "it serves on, but " + lun.reason(),
              "lun:remove " + lun.name(),
              "lun:create " + lun.name() + " --handler " + detail.handlerName());
      case SERVING, STOPPED -> {
        // nothing to tell; STOPPED with the gateway
      }
    }
  }

  private void failed(LunView lun, LunView.Detail detail) {
    String accept = "lun:accept " + lun.name();
    if (lun.has(Trouble.CONTENT_LOST)) {
      add("its content is lost: " + lun.reason(), accept, "lun:remove " + lun.name());
    } else if (servesAnother(lun.name(), detail)) {
      add(
          "its handler is taken: " + lun.reason() + "; it is tried again",
          "lun:remove " + lun.name(),
          "lun:bind " + lun.name() + " HANDLER",
          "handler:list");
    } else {
      add(
          "its handler can't be opened: " + lun.reason() + "; it is tried again",
          "handler:list " + detail.handlerName(),
          "lun:set " + lun.name() + " KEY=VALUE");
    }
  }

  private static boolean servesAnother(String lun, LunView.Detail detail) {
    return detail.handlers().stream()
        .flatMap(handler -> handler.boundBy().stream())
        .anyMatch(other -> !other.equals(lun));
  }

  /** What stores say of themselves, from the top down. */
  void stores(String lun, StoreTree store) {
    store
        .report()
        .map(StoreReport::state)
        .filter(state -> !state.startsWith(StoreReport.ONLINE.state()))
        .ifPresent(
            state ->
                add(
                    "its store " + store.name() + " is " + state,
                    state.startsWith(CHANGED)
                        ? new String[] {"lun:resize " + lun, "store:tree " + lun}
                        : new String[] {"store:tree " + lun}));
    store.report().stream()
        .flatMap(report -> report.notes().stream())
        .forEach(note -> add(note, "store:tree " + lun));
    store.below().forEach(below -> stores(lun, below));
  }

  private void failure(LunView.Detail detail, LunFailure failure) {
    String ago = Quantities.time(Duration.ofSeconds(failure.age().toSeconds() + 1)) + " ago";
    if (failure.isOfSpace()) {
      add(
          "what its handler writes to is full: " + ago + " a write was answered " + failure.sense(),
          "df -h " + file(detail).flatMap(file -> value(file, "path")).orElse("PATH"));
    } else if (failure.age().compareTo(RECENT) < 0) {
      add(
          ago + " a command was answered " + failure.sense() + "; the log tells of which, and why",
          "tail var/log/sluice.log");
    }
  }

  /** What makes the handler. */
  private Optional<ConfigurationFile> file(LunView.Detail lun) {
    return lastBackend(lun)
        .flatMap(
            kind -> {
              try {
                return backends.fileOf(files, kind, lun.handlerName());
              } catch (IOException e) {
                return Optional.empty();
              }
            });
  }

  private static Optional<String> value(ConfigurationFile file, String key) {
    try {
      return file.read().flatMap(text -> text.value(key));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The kind of the handler that it has, or had last. */
  private static Optional<String> lastBackend(LunView.Detail lun) {
    return lun.history().stream()
        .flatMap(swap -> Stream.of(swap.from(), swap.to()))
        .filter(handler -> handler.name().equals(lun.handlerName()))
        .map(HandlerRef::backend)
        .filter(kind -> !kind.isEmpty())
        .reduce((first, second) -> second);
  }

  private void stuck(LunView.Detail detail) {
    String calls =
        detail.stuck().stream().map(Stack::what).limit(3).collect(Collectors.joining("; "));
    add(
        "its handler does not give back what it was given ("
            + calls
            + "). Nothing inside of this process can end that; a restart of the gateway can, and"
            + " is safe: initiators wait",
        Program.call("run --takeover"));
  }

  private void holding(LunView lun, LunView.Detail detail) {
    String handler = detail.handlerName();
    if (lun.has(Trouble.SUSPENDED)) {
      add("a person has suspended it, and its commands are held", "lun:resume " + lun.name());
      return;
    }
    if (hasHandler(handler)) {
      add(
          "its commands are held" + (lun.reason().isEmpty() ? "" : ": " + lun.reason()),
          "lun:info " + lun.name(),
          "lun:resume " + lun.name());
      return;
    }
    if (lastBackend(detail).isPresent()) {
      gone(handler, lastBackend(detail).get());
      return;
    }
    List<String> names =
        logicalUnits.directory().handlerViews().stream().map(HandlerView::name).distinct().toList();
    add(
        "there is no handler "
            + handler
            + NearestName.hint(handler, names)
            + " Its file (backend:describe KIND tells the name) is missing, or the backend of that"
            + " KIND is: installed are "
            + String.join(", ", backends.kinds()),
        "handler:list",
        "backend:list",
        "bundle:status");
    logicalUnits.directory().unclaimed(handler).ifPresent(text -> add(text, "bundle:status"));
  }

  /** It was served once. */
  private void gone(String handler, String kind) {
    Optional<BackendSchema> backend = backends.find(kind);
    if (backend.isEmpty()) {
      add(
          "its handler "
              + handler
              + " is gone with its backend "
              + kind
              + ", which is not installed",
          "bundle:status");
      return;
    }
    String file = backend.get().factoryPid() + "-" + handler + ".cfg";
    add(
        "its handler "
            + handler
            + " is gone, since its file etc/"
            + file
            + " is; put it back, or have another handler serve it",
        "backend:describe " + kind,
        "handler:list");
  }

  /** A change that somebody wanted and did not get, which nothing has changed since. */
  private void lastSwap(LunView lun, LunView.Detail detail) {
    List<SwapRecord> history = detail.history();
    Optional<SwapRecord> last =
        history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
    last.filter(swap -> !swap.isDone())
        .filter(swap -> findings.stream().noneMatch(known -> known.what().contains(swap.reason())))
        .ifPresent(
            swap ->
                add(
                    "the last change, to "
                        + swap.to()
                        + " ("
                        + swap.why()
                        + "), did not succeed: "
                        + swap.reason(),
                    "lun:history " + lun.name()));
  }

  private void missingTransport(String name) {
    List<String> there =
        logicalUnits.directory().transports().stream().map(Transport::name).sorted().toList();
    add(
        "this gateway has no transport "
            + name
            + NearestName.hint(name, there)
            + " It has "
            + String.join(", ", there),
        "lun:create NAME ... --transports " + String.join(",", there));
  }

  private void failedExport(LunView.ExportView view) {
    Optional<Transport> transport =
        logicalUnits.directory().transports().stream()
            .filter(each -> each.name().equals(view.transport()))
            .findFirst();
    String why =
        transport
            .flatMap(Transport::unavailable)
            .filter(general -> !view.export().isUnassigned())
            .orElse(view.export().failure());
    String connective = view.export().isUnassigned() ? " works, but " : " does not export it: ";
    findings.add(
        new Finding(
            view.transport() + connective + why,
            transport.map(each -> each.nextSteps(view.export())).orElse(List.of())));
  }

  /** For programs. */
  Map<String, Object> fields(String name, Optional<LunView> lun) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("state", lun.map(LunView::state));
    fields.put(
        "findings",
        findings.stream()
            .map(finding -> Map.of("what", finding.what(), "next", finding.commands()))
            .toList());
    return fields;
  }

  String text(String name, Optional<LunView> lun) {
    StringBuilder text = new StringBuilder(name);
    lun.ifPresent(view -> text.append(" is ").append(view.state()));
    if (findings.isEmpty()) {
      text.append(", and nothing is wrong.\n");
      lun.flatMap(LunView::detail).ifPresent(detail -> addresses(detail, text));
    } else {
      text.append(findings.size() == 1 ? ":\n" : "; " + findings.size() + " things are wrong:\n");
      findings.forEach(finding -> describe(finding, text));
    }
    return text.toString();
  }

  private static void addresses(LunView.Detail lun, StringBuilder text) {
    for (LunView.ExportView view : lun.exports()) {
      if (view.export().address().isEmpty()) {
        text.append("  ").append(view.transport()).append(" is about to export it\n");
        continue;
      }
      text.append("  initiators find it at ").append(view.export().address());
      text.append(view.export().inUse() ? ", where it is in use\n" : "; nobody uses it there\n");
    }
  }

  private static void describe(Finding finding, StringBuilder text) {
    text.append("  ").append(finding.what()).append('\n');
    finding.commands().forEach(line -> text.append("    next: ").append(line).append('\n'));
  }
}
