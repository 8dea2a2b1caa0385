package io.sluice.backends.http;

import io.sluice.backend.layer.StoreReport;
import io.sluice.backend.layer.StoreReport.Figure;
import io.sluice.backend.layer.StoreReport.Unit;
import io.sluice.backends.http.cache.BlockCounters;
import io.sluice.backends.http.cache.Blocks;
import io.sluice.backends.http.cache.DiskContent;
import io.sluice.backends.http.remote.Counters;
import io.sluice.backends.http.remote.Remote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a store tells of itself. */
final class StoreFigures {
  private StoreFigures() {}

  static StoreReport report(
      Remote remote,
      Blocks blocks,
      Optional<DiskContent> disk,
      HttpCaches shared,
      Prefetcher prefetcher,
      List<String> notes) {
    List<Figure> figures = new ArrayList<>();
    BlockCounters counted = blocks.counters();
    Counters asked = remote.counters();
    figures.add(bytes("block size", blocks.blockSize()));
    figures.add(count("memory cache hits", counted.memoryHits()));
    figures.add(count("disk cache hits", counted.diskHits()));
    figures.add(count("joined with others", counted.joined()));
    figures.add(count("blocks fetched", counted.fetched()));
    figures.add(bytes("bytes fetched", asked.bytes()));
    figures.add(count("requests", asked.requests()));
    figures.add(count("retries", asked.retries()));
    figures.add(count("redirects", asked.redirects()));
    figures.add(bytes("memory cache of all", shared.memory().used()));
    disk.ifPresent(
        content -> {
          figures.add(bytes("on disk", content.size()));
          figures.add(count("damaged on disk", content.damaged()));
        });
    String state = remote.health().state();
    String prefetching = prefetcher.state();
    return new StoreReport(
        prefetching.isEmpty() ? state : state + ", " + prefetching, notes, figures);
  }

  private static Figure count(String name, long value) {
    return new Figure(name, value, Unit.COUNT);
  }

  private static Figure bytes(String name, long value) {
    return new Figure(name, value, Unit.BYTES);
  }
}
