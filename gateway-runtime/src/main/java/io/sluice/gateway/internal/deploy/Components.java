package io.sluice.gateway.internal.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What became of a bundle's components: one that fails does not fail its bundle's start. */
final class Components {
  private final ServiceComponentRuntime runtime;

  Components(ServiceComponentRuntime runtime) {
    this.runtime = runtime;
  }

  /** Why a bundle is good for nothing: one of its components failed, and no other one came up. */
  Optional<String> failure(Bundle bundle) {
    List<String> failures = new ArrayList<>();
    for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
      if (!canLoad(component.implementationClass, bundle)) {
        failures.add(
            "its component %s can't be loaded: %s"
                .formatted(component.name, component.implementationClass));
        continue;
      }
      for (ComponentConfigurationDTO one : runtime.getComponentConfigurationDTOs(component)) {
        if (one.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
          failures.add("its component %s failed: %s".formatted(component.name, cause(one.failure)));
        } else if (one.state == ComponentConfigurationDTO.ACTIVE
            || one.state == ComponentConfigurationDTO.SATISFIED) {
          return Optional.empty();
        }
      }
    }
    return failures.stream().findFirst();
  }

  /** Of a component without a class nothing is told; it is not even one that has failed. */
  private static boolean canLoad(String type, Bundle bundle) {
    try {
      Object unused = bundle.loadClass(type);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** The exception at the root, from a stack trace. */
  private static String cause(String stackTrace) {
    if (stackTrace == null) {
      return "see the log";
    }
    String prefix = "Caused by: ";
    List<String> lines = stackTrace.lines().toList();
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .reduce((first, last) -> last)
        .orElse(lines.isEmpty() ? "see the log" : lines.get(0));
  }
}
