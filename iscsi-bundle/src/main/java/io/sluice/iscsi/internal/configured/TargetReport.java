package io.sluice.iscsi.internal.configured;

import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.Transport.Export;
import io.sluice.gateway.targets.TargetView;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.login.ChapSecrets;
import io.sluice.iscsi.internal.login.SecretSource;
import io.sluice.iscsi.internal.server.IscsiServer;
import io.sluice.iscsi.internal.target.TargetSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a person is told of targets and of what they export.
 *
 * @param served the targets as the server has them
 */
record TargetReport(
    IscsiServer server,
    TargetConfigurations configurations,
    List<TargetSpec> served,
    ServedFailures failures) {
  /** All targets, also those whose configuration is wrong, by name. */
  List<TargetView> views() {
    List<TargetView> views = new ArrayList<>();
    configurations.wanted().forEach((pid, config) -> views.add(view(pid, config)));
    configurations
        .problems()
        .forEach(
            (pid, problem) -> {
              if (configurations.inForce(pid).isEmpty()) {
                views.add(unusable(pid, problem));
              }
            });
    return views;
  }

  private static TargetView unusable(String pid, String problem) {
    return TargetView.builder(TargetConfigurations.nameOf(pid)).problem(problem).build();
  }

  private TargetView view(String pid, TargetConfig config) {
    Map<Integer, LogicalUnit> luns =
        served.stream()
            .filter(spec -> spec.iqn().equals(config.rules().iqn()))
            .findFirst()
            .map(spec -> spec.luns().units())
            .orElse(Collections.emptySortedMap());
    Map<Integer, String> names = new TreeMap<>();
    luns.forEach((number, unit) -> names.put(number, unit.name()));
    List<String> problems = new ArrayList<>();
    if (configurations.problems().containsKey(pid)) {
      problems.add(configurations.problems().get(pid));
    }
    config.rules().chap().flatMap(SecretSource::problem).ifPresent(problems::add);
    config.portals().stream()
        .filter(failures.ofPortals()::containsKey)
        .forEach(
            portal ->
                problems.add(PortalAddress.text(portal) + ": " + failures.ofPortals().get(portal)));
    AccessList access = config.rules().access();
    Set<LogicalUnit> inUse = server.inUse();
    return TargetView.builder(TargetConfigurations.nameOf(pid))
        .iqn(config.rules().iqn())
        .portals(config.portals().stream().map(PortalAddress::text).sorted().toList())
        .luns(names)
        .initiators(access.names().stream().sorted().toList())
        .addresses(access.addresses().stream().map(Object::toString).toList())
        .chap(config.rules().chap().isPresent())
        .ownName(config.rules().chap().flatMap(TargetReport::ownName).orElse(""))
        .inUse(
            luns.values().stream().filter(inUse::contains).map(LogicalUnit::name).sorted().toList())
        .problem(String.join("; ", problems))
        .build();
  }

  private static Optional<String> ownName(SecretSource secrets) {
    try {
      return secrets.now().own().map(ChapSecrets.Credential::name);
    } catch (IOException e) { // told among the problems
      return Optional.empty();
    }
  }

  /** Why nothing, or not everything, can be reached. */
  Optional<String> unavailable() {
    List<String> reasons = reasons();
    boolean anyPortal =
        served.stream()
            .flatMap(spec -> spec.portals().stream())
            .anyMatch(portal -> server.boundAddress(portal).isPresent());
    return anyPortal || reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("; ", reasons));
  }

  private List<String> reasons() {
    List<String> reasons = new ArrayList<>(configurations.problems().values());
    reasons.addAll(failures.portalTexts());
    return reasons;
  }

  /** Of each logical unit, where it is found, or why nowhere. */
  List<Export> exports(Collection<LogicalUnit> units) {
    IdentityHashMap<LogicalUnit, List<String>> urls = urls();
    Set<LogicalUnit> inUse = server.inUse();
    List<Export> exports = new ArrayList<>();
    for (LogicalUnit unit : units) {
      List<String> reached = urls.getOrDefault(unit, List.of());
      boolean used = inUse.contains(unit);
      reached.forEach(url -> exports.add(new Export(unit.name(), url, used, null)));
      if (reached.isEmpty()) {
        exports.add(unreached(unit, used));
      }
    }
    return exports;
  }

  private Export unreached(LogicalUnit unit, boolean used) {
    String own = failures.ofUnits().get(unit.name());
    List<String> reasons = reasons();
    if (own == null && reasons.isEmpty()) {
      return Export.unassigned(
          unit.name(),
          used,
          "no target has it among its luns yet: target:add-lun TARGET " + unit.name());
    }
    return new Export(unit.name(), "", used, own == null ? String.join("; ", reasons) : own);
  }

  /** One of each target that has it: the numbers may differ. */
  private IdentityHashMap<LogicalUnit, List<String>> urls() {
    IdentityHashMap<LogicalUnit, List<String>> urls = new IdentityHashMap<>();
    for (TargetSpec spec : served) {
      Optional<String> portal =
          spec.portals().stream()
              .flatMap(address -> server.boundAddress(address).stream())
              .map(PortalAddress::text)
              .sorted()
              .findFirst();
      if (portal.isPresent()) {
        String before = "iscsi://" + portal.get() + "/" + spec.iqn() + "/";
        spec.luns()
            .units()
            .forEach(
                (number, unit) ->
                    urls.computeIfAbsent(unit, any -> new ArrayList<>()).add(before + number));
      }
    }
    return urls;
  }
}
