package io.sluice.gateway.internal.deploy;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** What a bundle must be like to be put beside the gateway's own, and beside its older version. */
final class Admission {
  private Admission() {}

  /**
   * Before it is installed.
   *
   * @param others all bundles that did not come through the folder
   */
  static void requireForeign(BundleJar jar, Collection<Bundle> others) throws DeployProblem {
    for (Bundle other : others) {
      if (jar.symbolicName().equals(other.getSymbolicName())) {
        throw new DeployProblem(
            "%s is a bundle of the gateway itself (%s), which is updated with the gateway; give"
                    .formatted(jar.symbolicName(), other.getVersion())
                + " another one a Bundle-SymbolicName of its own");
      }
    }
  }

  /**
   * When it is installed, before it is resolved.
   *
   * @param others all bundles that did not come through the folder
   */
  static void require(Bundle bundle, Collection<Bundle> others) throws DeployProblem {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if ((revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0) {
      throw new DeployProblem("it is a fragment (Fragment-Host), which can't run beside a version");
    }
    if (revision.getDeclaredCapabilities(IdentityNamespace.IDENTITY_NAMESPACE).stream()
        .anyMatch(Admission::isSingleton)) {
      throw new DeployProblem(
          "it is a singleton (singleton:=true in its Bundle-SymbolicName), so no other version could"
              + " be put beside it");
    }
    requireOwnPackages(revision, others);
  }

  private static boolean isSingleton(BundleCapability identity) {
    return "true".equals(identity.getDirectives().get(Constants.SINGLETON_DIRECTIVE));
  }

  private static void requireOwnPackages(BundleRevision revision, Collection<Bundle> others)
      throws DeployProblem {
    Set<String> exported = exports(revision);
    for (Bundle other : others) {
      Set<String> both = new TreeSet<>(exports(other.adapt(BundleRevision.class)));
      both.retainAll(exported);
      if (!both.isEmpty()) {
        throw new DeployProblem(
            "it exports %s, which is %s's: leave it out of the jar's Export-Package"
                .formatted(String.join(", ", both), other.getSymbolicName()));
      }
    }
  }

  private static Set<String> exports(BundleRevision revision) {
    return revision == null
        ? Set.of()
        : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()
            .map(export -> export.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
            .map(Object::toString)
            .collect(Collectors.toSet());
  }

  /** Why it did not resolve: what it asks for and nobody has. */
  static DeployProblem unresolved(Bundle bundle, Installer installer) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    List<String> missing =
        revision.getDeclaredRequirements(null).stream()
            .filter(Admission::isMandatory)
            .filter(requirement -> installer.providers(requirement).isEmpty())
            .map(Admission::describe)
            .toList();
    return new DeployProblem(
        DeployProblem.Retry.WHEN_BUNDLES_CHANGE,
        missing.isEmpty()
            ? "it does not resolve: what it needs is there, but does not resolve itself, or not"
                + " together"
            : "it needs what is not here: " + String.join("; ", missing));
  }

  private static boolean isMandatory(BundleRequirement requirement) {
    return !"optional".equals(requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE))
        && requirement
            .getDirectives()
            .getOrDefault(Constants.EFFECTIVE_DIRECTIVE, Constants.EFFECTIVE_RESOLVE)
            .equals(Constants.EFFECTIVE_RESOLVE);
  }

  private static String describe(BundleRequirement requirement) {
    String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
    String namespace = requirement.getNamespace();
    return (namespace.equals(PackageNamespace.PACKAGE_NAMESPACE) ? "package" : namespace)
        + ' '
        + filter.replace(PackageNamespace.PACKAGE_NAMESPACE + "=", "");
  }
}
