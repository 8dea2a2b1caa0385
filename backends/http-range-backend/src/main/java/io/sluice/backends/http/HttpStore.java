package io.sluice.backends.http;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.ReadAhead;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreCompletion;
import io.sluice.backend.StoreException;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backend.layer.StoreReport;
import io.sluice.backends.http.cache.Blocks;
import io.sluice.backends.http.cache.DiskContent;
import io.sluice.backends.http.cache.Urgency;
import io.sluice.backends.http.remote.Identity;
import io.sluice.backends.http.remote.Remote;
import io.sluice.backends.http.remote.Urls;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One content on a server, read-only. Serves that content or an error, never another. */
final class HttpStore implements AsyncBlockStore, ReportingStore {
  private final HttpSpec spec;
  private final Identity identity;
  private final VolumeInfo info;
  private final Remote remote;
  private final HttpCaches shared;
  private final Optional<DiskContent> disk;
  private final Blocks blocks;
  private final ReadAhead readAhead;
  private final Prefetcher prefetcher;
  private final List<String> notes;

  HttpStore(
      HttpSpec spec,
      Identity identity,
      VolumeInfo info,
      Remote remote,
      HttpCaches shared,
      Optional<DiskContent> disk,
      List<String> notes) {
    this.spec = spec;
    this.identity = identity;
    this.info = info;
    this.remote = remote;
    this.shared = shared;
    this.disk = disk;
    this.notes = List.copyOf(notes);
    // On the heap, beside the memory cache, whose size tells how much of that there is.
    long most = Math.min(spec.readAhead(), shared.memory().bound() / 4);
    blocks =
        new Blocks(
            HttpVolume.key(identity, spec.cacheBlock()),
            (first, last, sink) -> remote.fetch(identity, first, last, sink::accept),
            shared.memory(),
            disk,
            shared.diskExecutor(),
            spec.connections(),
            most + 2L * spec.cacheBlock()); // of what is wanted, nothing has to go again unread
    readAhead = new ReadAhead(spec.cacheBlock(), most);
    prefetcher = new Prefetcher(spec, identity, blocks, disk, shared);
    prefetcher.start();
    shared.stores().add(this);
  }

  @Override
  public VolumeInfo info() {
    return info;
  }

  @Override
  public long contentLength() {
    return identity.length();
  }

  @Override
  public void beginRead(long offset, Segments into, StoreCompletion completion) {
    long length = into.length();
    if (length == 0) {
      completion.completed(null);
      return;
    }
    int size = spec.cacheBlock();
    long first = offset / size;
    long last = (offset + length - 1) / size;
    BlockRead read =
        new BlockRead(offset, into, size, spec.blockSize(), (int) (last - first + 1), completion);
    for (long block = first; block <= last; block++) {
      begin(read, block);
    }
    look(offset, length);
    prefetcher.recordRead(first, last);
  }

  private void begin(BlockRead read, long block) {
    byte[] now = blocks.inMemory(block);
    if (now != null) {
      read.arrived(block, now);
      return;
    }
    CompletableFuture<byte[]> loading;
    try {
      loading = blocks.load(block, Urgency.NOW);
    } catch (RuntimeException | Error e) {
      read.failed(block, e);
      return;
    }
    var unused =
        loading.whenComplete(
            (bytes, failure) -> {
              if (failure == null) {
                read.arrived(block, bytes);
              } else {
                read.failed(block, failure);
              }
            });
  }

  private void look(long offset, long length) {
    ReadAhead.Advice advice = readAhead.onRead(offset, length);
    if (advice.random()) {
      blocks.abandonPatient();
    }
    long to = Math.min(advice.to(), identity.length());
    for (long at = advice.from(); at < to; at += spec.cacheBlock()) {
      var unused = blocks.load(at / spec.cacheBlock(), Urgency.SOON);
    }
  }

  @Override
  public void beginWrite(long offset, Segments from, int flags, StoreCompletion completion) {
    completion.completed(readOnly());
  }

  @Override
  public void beginWriteZeroes(long offset, long length, int flags, StoreCompletion completion) {
    completion.completed(readOnly());
  }

  @Override
  public void beginDiscard(long offset, long length, StoreCompletion completion) {
    completion.completed(readOnly());
  }

  private StoreException readOnly() {
    return StoreException.writeProtected(this + " is read-only");
  }

  @Override
  public void beginFlush(StoreCompletion completion) {
    completion.completed(null);
  }

  @Override
  public StoreReport report() {
    return StoreFigures.report(remote, blocks, disk, shared, prefetcher, notes);
  }

  /** The volume's. */
  String name() {
    return spec.name();
  }

  /** The prefetching, for who wants to record what is read first. */
  Prefetcher prefetcher() {
    return prefetcher;
  }

  @Override
  public void close() {
    shared.stores().remove(this);
    prefetcher.close();
    blocks.close();
    disk.ifPresent(DiskContent::release);
  }

  @Override
  public String toString() {
    return Urls.shown(spec.url());
  }
}
