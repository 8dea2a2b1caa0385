package io.sluice.backend.layer;

import io.sluice.backend.BlockStore;
import org.osgi.annotation.versioning.ConsumerType;

/** A store that has more to tell of itself than its info: what {@code store:tree} shows. */
@ConsumerType
public interface ReportingStore {
  /** As of now. Cheap; from any thread, also after the store was closed. */
  StoreReport report();

  /** What any store tells. */
  static StoreReport reportOf(BlockStore store) {
    return store instanceof ReportingStore reporting ? reporting.report() : StoreReport.ONLINE;
  }
}
