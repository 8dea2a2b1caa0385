package io.sluice.gateway.internal.binding;

import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.osgi.KeptHandler;
import java.util.Comparator;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/**
 * A handler service that a logical unit may bind.
 *
 * @param handler the service
 * @param serviceId identifies it; of two, the greater is the newer
 * @param bundleId the backend bundle's
 * @param name what logical units bind to
 * @param backend the kind of backend, or empty
 * @param version the backend bundle's
 * @param ranking the service's
 * @param problem why it can't be used, as it says itself, or empty
 * @param kept why it is there for the logical unit only that it serves, or empty
 * @param note what a person should know of it although it can be used, or empty
 * @param source the configuration that it was made of: a file's name or a PID; empty for none
 */
public record Candidate(
    ScsiCmdHandler handler,
    long serviceId,
    long bundleId,
    String name,
    String backend,
    Version version,
    int ranking,
    String problem,
    String kept,
    String note,
    String source) {
  private static final String FILE = "felix.fileinstall.filename";

  /**
   * The best is the greatest: one that can be used, then by ranking, then the newest bundle, then
   * the newest service.
   */
  static final Comparator<Candidate> PREFERENCE =
      Comparator.<Candidate, Boolean>comparing(candidate -> candidate.problem().isEmpty())
          .thenComparingInt(Candidate::ranking)
          .thenComparing(Candidate::version)
          .thenComparingLong(Candidate::serviceId);

  public static Candidate of(ServiceReference<ScsiCmdHandler> reference, ScsiCmdHandler handler) {
    Object ranking = reference.getProperty(Constants.SERVICE_RANKING);
    return new Candidate(
        handler,
        (Long) reference.getProperty(Constants.SERVICE_ID),
        (Long) reference.getProperty(Constants.SERVICE_BUNDLEID),
        text(reference, HandlerProperties.HANDLER),
        text(reference, HandlerProperties.BACKEND),
        version(reference),
        ranking instanceof Integer number ? number : 0,
        text(reference, HandlerProperties.PROBLEM),
        text(reference, HandlerProperties.KEPT),
        text(reference, HandlerProperties.NOTE),
        source(reference));
  }

  /** One of no configuration, of which there is nothing to note. */
  public Candidate(
      ScsiCmdHandler handler,
      long serviceId,
      long bundleId,
      String name,
      String backend,
      Version version,
      int ranking,
      String problem,
      String kept) {
    this(handler, serviceId, bundleId, name, backend, version, ranking, problem, kept, "", "");
  }

  /** What a person should know of it while it serves, or empty. */
  public String remark() {
    return kept.isEmpty() ? note : kept;
  }

  private static String text(ServiceReference<?> reference, String key) {
    Object value = reference.getProperty(key);
    return value == null ? "" : value.toString();
  }

  /** As told by the service; else as File Install and Configuration Admin tell. */
  private static String source(ServiceReference<?> reference) {
    String told = text(reference, HandlerProperties.SOURCE);
    if (!told.isEmpty()) {
      return told;
    }
    String file = text(reference, FILE);
    return file.isEmpty()
        ? text(reference, Constants.SERVICE_PID)
        : file.substring(file.lastIndexOf('/') + 1);
  }

  /** As told by the service; else, or where that is no version, the bundle's. */
  private static Version version(ServiceReference<?> reference) {
    Bundle bundle = reference.getBundle();
    Version bundles = bundle == null ? Version.emptyVersion : bundle.getVersion();
    try {
      Version told = Version.parseVersion(text(reference, HandlerProperties.BACKEND_VERSION));
      return told.equals(Version.emptyVersion) ? bundles : told;
    } catch (IllegalArgumentException e) {
      return bundles;
    }
  }

  /** Whether it is the same service, whatever its properties say now. */
  public boolean isSameService(Candidate other) {
    return other != null && serviceId == other.serviceId;
  }

  /** Whether both are of one configuration, or both of none. */
  boolean isOfSameSource(Candidate other) {
    return source.equals(other.source);
  }

  /** No logical unit will come back to it. */
  public void letGo() {
    if (handler instanceof KeptHandler unit) {
      unit.letGo();
    }
  }

  /** Which one it is, for when it is gone. */
  public HandlerRef ref() {
    return new HandlerRef(name, backend, version.toString(), serviceId);
  }

  /** For a person: {@code NAME (BACKEND VERSION, service N)}. */
  public String label() {
    return ref().toString();
  }
}
