package io.sluice.tcmu.internal.iscsi;

import io.sluice.gateway.targets.TargetView;
import io.sluice.tcmu.internal.kernel.ChapLogin;
import io.sluice.tcmu.internal.kernel.IscsiTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Takes stock of the kernel's targets for the shell: as configured, and what the kernel has. */
final class TargetViews {
  private final OwnBackstores own;

  TargetViews(OwnBackstores own) {
    this.own = own;
  }

  TargetView of(String pid, Configured configured) {
    String name = pid.substring(pid.indexOf('~') + 1);
    IscsiTargetConfig config = configured.config();
    if (config == null) {
      return TargetView.builder(name).problem(configured.problem()).build();
    }
    Map<Integer, String> luns = new TreeMap<>();
    boolean used = false;
    String problem = configured.problem();
    try {
      IscsiTarget target = new IscsiTarget(own.fs(), config.iqn());
      if (target.exists()) {
        for (Map.Entry<Integer, Optional<Path>> lun : target.luns().entrySet()) {
          lun.getValue().flatMap(own::disk).ifPresent(disk -> luns.put(lun.getKey(), disk));
        }
        used = !target.sessions().isEmpty();
      }
    } catch (IOException e) {
      problem = problem.isEmpty() ? "the kernel does not tell: " + e.getMessage() : problem;
    }
    return TargetView.builder(name)
        .iqn(config.iqn())
        .portals(List.copyOf(config.portals()))
        .luns(luns)
        .initiators(List.copyOf(config.initiators().keySet()))
        .chap(config.authenticates())
        .ownName(ownName(config))
        .inUse(used ? List.copyOf(luns.values()) : List.of())
        .problem(problem)
        .build();
  }

  private static String ownName(IscsiTargetConfig config) {
    return Stream.concat(config.initiators().values().stream(), Stream.of(config.demoLogin()))
        .map(ChapLogin::ownName)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }
}
