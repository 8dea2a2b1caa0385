package io.sluice.gateway.internal;

import io.sluice.gateway.Transport;
import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.BindingStatus;
import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.Trouble;
import io.sluice.gateway.internal.path.CommandPath;
import io.sluice.gateway.internal.path.HoldLimits;
import io.sluice.gateway.internal.path.InFlight;
import io.sluice.gateway.internal.path.LunFailure;
import io.sluice.gateway.internal.path.LunNexus;
import io.sluice.gateway.internal.path.Stack;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes stock of logical units for the shell. */
final class LunViews {
  private static final Logger LOG = LoggerFactory.getLogger(LunViews.class);

  private final LogicalUnits logicalUnits;

  /** By name of the LUN; asked for once, however many there are. */
  private Map<String, List<LunView.ExportView>> exports;

  LunViews(LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
  }

  static LunView of(FailedConfiguration failure) {
    return new LunView(
        failure.name(),
        LunView.State.FAILED,
        failure.age(),
        EnumSet.of(Trouble.CONFIGURATION_REFUSED),
        failure.source() + ": " + failure.reason(),
        failure.source(),
        Optional.empty());
  }

  /** What earlier gateways left, by transport. */
  Stream<LunView> orphans() {
    return logicalUnits.transports().stream()
        .flatMap(
            transport ->
                told(transport, Transport::left).stream().map(left -> orphan(transport, left)));
  }

  private static LunView orphan(Transport transport, Transport.Export left) {
    String where = left.address().isEmpty() ? transport.name() : left.address();
    return new LunView(
        left.lun(),
        LunView.State.ORPHANED,
        Duration.ZERO,
        Set.of(),
        left.failure() + (left.inUse() ? "; it is in use" : ""),
        where,
        Optional.empty());
  }

  LunView of(Lun lun) {
    BindingStatus status = lun.control().status();
    LunView.State state =
        lun.isOrphaned() ? LunView.State.ORPHANED : LunView.State.of(status.state());
    Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
    troubles.addAll(status.troubles());
    if (lun.isConfigurationRefused()) {
      troubles.add(Trouble.CONFIGURATION_REFUSED);
    }
    String reason =
        Stream.of(
                status.reason(),
                lun.slow().text().orElse(""),
                unclaimed(lun),
                lun.configurationNote())
            .filter(text -> !text.isEmpty())
            .reduce((first, second) -> first + "; " + second)
            .orElse("");
    return new LunView(
        lun.name(),
        state,
        Duration.ofNanos(System.nanoTime() - status.since()),
        troubles,
        reason,
        lun.config().source(),
        Optional.of(detail(lun, status)));
  }

  /** Why its handler is not there. */
  private String unclaimed(Lun lun) {
    return lun.control().bound().isEmpty()
        ? logicalUnits.unread().unclaimed(lun.control().handlerName()).orElse("")
        : "";
  }

  private LunView.Detail detail(Lun lun, BindingStatus status) {
    CommandPath path = lun.path();
    HoldLimits limits = lun.config().hold();
    return new LunView.Detail(
        lun,
        lun.info(),
        lun.control().handlerName(),
        handlers(lun.control().handlerName()),
        lun.control().bound().map(Candidate::serviceId),
        exports(lun),
        missingTransports(lun),
        lun.config().reservations().told(),
        lun.nexuses().stream().map(LunNexus::toString).toList(),
        lun.config().threads(),
        new LunView.HoldView(
            path.hold().size(),
            Duration.ofNanos(path.hold().longestNanos()),
            limits.commands(),
            limits.time()),
        path.inFlight(),
        path.statistics().counters(),
        lun.config().swapBounds(),
        lun.control().history().records(),
        status.state() == BindingState.STUCK ? stuck(lun) : slow(lun),
        path.statistics().failure().filter(LunFailure::isOfSpace).isPresent());
  }

  private List<HandlerView> handlers(String name) {
    return logicalUnits.handlers().stream()
        .filter(candidate -> candidate.name().equals(name))
        .map(this::of)
        .toList();
  }

  HandlerView of(Candidate candidate) {
    return new HandlerView(
        candidate.name(),
        candidate.backend(),
        candidate.version().toString(),
        candidate.serviceId(),
        candidate.ranking(),
        logicalUnits.luns().stream()
            .filter(lun -> lun.control().bound().filter(candidate::isSameService).isPresent())
            .map(Lun::name)
            .toList(),
        candidate.problem(),
        candidate.remark());
  }

  private List<LunView.ExportView> exports(Lun lun) {
    if (exports == null) {
      exports =
          logicalUnits.transports().stream()
              .flatMap(
                  transport ->
                      Stream.concat(
                              told(transport, Transport::exports).stream(),
                              told(transport, Transport::left).stream())
                          .map(export -> new LunView.ExportView(transport.name(), export)))
              .collect(Collectors.groupingBy(view -> view.export().lun()));
    }
    return exports.getOrDefault(lun.name(), List.of());
  }

  /** A transport that fails here must not take the list of all the others with it. */
  private static List<Transport.Export> told(
      Transport transport, Function<Transport, List<Transport.Export>> question) {
    try {
      return question.apply(transport);
    } catch (RuntimeException e) {
      LOG.error("transport {} does not tell its exports", transport.name(), e);
      return List.of();
    }
  }

  private List<String> missingTransports(Lun lun) {
    List<String> there = logicalUnits.transports().stream().map(Transport::name).toList();
    return lun.transports().stream().filter(name -> !there.contains(name)).toList();
  }

  private static List<Stack> slow(Lun lun) {
    return lun.slow().now().stream().map(InFlight.Entry::stack).toList();
  }

  private static List<Stack> stuck(Lun lun) {
    return Stream.concat(
            lun.calls().underWay().stream(),
            lun.path().commandsInFlight().stream().map(InFlight.Entry::stack))
        .toList();
  }
}
