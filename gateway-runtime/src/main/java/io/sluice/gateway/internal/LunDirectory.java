package io.sluice.gateway.internal;

import io.sluice.gateway.Transport;
import io.sluice.gateway.internal.path.LunFailure;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What logical units, handlers and transports there are, for those who ask and show. Any thread.
 */
public final class LunDirectory {
  private final LogicalUnits units;
  private final GatewayIdentity identity;

  LunDirectory(LogicalUnits units, GatewayIdentity identity) {
    this.units = units;
    this.identity = identity;
  }

  /** What a person has to answer before anything is served; empty where nothing is. */
  public Optional<String> question() {
    return identity.question();
  }

  /** All transports of this gateway. */
  public List<Transport> transports() {
    return units.transports();
  }

  /** What these let a logical unit set, {@code TRANSPORT.OPTION}. */
  public List<String> transportOptions() {
    List<String> there = transports().stream().map(Transport::name).toList();
    return units.configurations().optionKeys().all().stream()
        .filter(key -> there.contains(LunConfig.scope(key)))
        .toList();
  }

  /**
   * All logical units, failed configurations, and what earlier gateways left without either, by
   * name.
   */
  public List<LunView> views() {
    LunViews views = new LunViews(units);
    List<LunView> known =
        Stream.concat(units.luns().stream().map(views::of), unusable().map(LunViews::of)).toList();
    Set<String> names = known.stream().map(LunView::name).collect(Collectors.toSet());
    return Stream.concat(
            known.stream(), views.orphans().filter(orphan -> !names.contains(orphan.name())))
        .sorted(Comparator.comparing(LunView::name))
        .toList();
  }

  private Stream<FailedConfiguration> unusable() {
    return Stream.concat(units.configurations().failed().stream(), unread());
  }

  private Stream<FailedConfiguration> unread() {
    return units
        .unread()
        .ofLuns()
        .filter(each -> units.find(each.name()).isEmpty())
        .filter(each -> !units.configurations().hasFailed(each.pid()));
  }

  /** All handlers, by name and then the best first. */
  public List<HandlerView> handlerViews() {
    LunViews views = new LunViews(units);
    return units.handlers().stream().map(views::of).toList();
  }

  /** The PID of the configuration that names this logical unit, if there is one. */
  public Optional<String> pid(String name) {
    return Stream.concat(
            units.configurations().pids(name),
            unread().filter(failure -> failure.name().equals(name)).map(FailedConfiguration::pid))
        .findFirst();
  }

  /**
   * The times that commands of a logical unit were in its handlers, in nanoseconds, since it was
   * made; empty where there is no such logical unit.
   */
  public Histogram latency(String name) {
    return units
        .find(name)
        .map(lun -> lun.path().statistics().latency())
        .orElseGet(() -> new Histogram(2));
  }

  /**
   * The last command of a logical unit that failed for what is behind it, see {@link LunFailure}.
   */
  public Optional<LunFailure> failure(String name) {
    return units.find(name).flatMap(lun -> lun.path().statistics().failure());
  }

  /**
   * The configuration of that PID as it was last taken up, whether or not it could be used; empty
   * where there is none.
   */
  public Map<String, Object> applied(String pid) {
    return units.configurations().applied(pid);
  }

  /**
   * The keys of a logical unit whose configured value is taken up only when the gateway starts
   * next; none where there is no such logical unit.
   */
  public List<String> waitingKeys(String name) {
    return units.find(name).map(Lun::waitingKeys).orElse(List.of());
  }

  /** What is wrong with the file that is to make this handler, where nothing reads it. */
  public Optional<String> unclaimed(String handler) {
    return units.unread().unclaimed(handler);
  }

  /**
   * What is wrong with files of configurations, and with the handlers and logical units that they
   * have made, for a person, a sentence each.
   */
  public List<String> problems() {
    Stream<String> luns =
        views().stream()
            .filter(lun -> !lun.reason().isEmpty())
            .filter(lun -> unread().noneMatch(each -> each.name().equals(lun.name())))
            .map(lun -> "the LUN " + lun.name() + " is " + lun.state() + ": " + lun.reason());
    Stream<String> handlers =
        handlerViews().stream()
            .flatMap(handler -> Stream.of(handler.problem(), handler.kept()))
            .filter(text -> !text.isEmpty());
    return Stream.of(units.unread().problems().stream(), handlers, luns)
        .flatMap(text -> text)
        .distinct()
        .toList();
  }

  /** What keeps all changed configurations from being taken up, where something does. */
  public Optional<String> heldUp() {
    return units.unread().heldUp();
  }
}
