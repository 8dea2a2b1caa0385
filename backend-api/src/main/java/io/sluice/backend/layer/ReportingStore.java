package io.sluice.backend.layer;

import io.sluice.backend.BlockStore;
import org.osgi.annotation.versioning.ConsumerType;

/** A store that can report more about itself than its info; {@code store:tree} shows it. */
@ConsumerType
public interface ReportingStore {
  /** The current report. Cheap; may be called from any thread, even after the store was closed. */
  StoreReport report();

  /** The report of any store. */
  static StoreReport reportOf(BlockStore store) {
    return store instanceof ReportingStore reporting ? reporting.report() : StoreReport.ONLINE;
  }
}
