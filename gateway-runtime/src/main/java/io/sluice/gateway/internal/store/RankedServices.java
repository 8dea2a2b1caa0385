package io.sluice.gateway.internal.store;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/**
 * Services of one kind, the preferred first: by ranking, then the newest bundle, then the newest
 * service, as handlers are.
 */
final class RankedServices<S> {
  private static final long NO_BUNDLE = -1;

  private record Rank(int ranking, Version version, long serviceId, long bundleId) {
    static Rank of(ServiceReference<?> reference) {
      Bundle bundle = reference.getBundle();
      return new Rank(
          reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer number ? number : 0,
          bundle == null ? Version.emptyVersion : bundle.getVersion(),
          (Long) reference.getProperty(Constants.SERVICE_ID),
          bundle == null ? NO_BUNDLE : bundle.getBundleId());
    }
  }

  private static final Comparator<Rank> PREFERENCE =
      Comparator.comparingInt(Rank::ranking)
          .thenComparing(Rank::version)
          .thenComparingLong(Rank::serviceId)
          .reversed();

  private final Map<Rank, S> services = new ConcurrentSkipListMap<>(PREFERENCE);

  void add(ServiceReference<S> reference, S service) {
    services.put(Rank.of(reference), service);
  }

  void remove(S service) {
    services.values().removeIf(other -> other == service);
  }

  /** Those that a bundle has registered. */
  List<S> ofBundle(long bundleId) {
    return services.entrySet().stream()
        .filter(entry -> entry.getKey().bundleId() == bundleId)
        .map(Map.Entry::getValue)
        .toList();
  }

  List<S> all() {
    return List.copyOf(services.values());
  }
}
