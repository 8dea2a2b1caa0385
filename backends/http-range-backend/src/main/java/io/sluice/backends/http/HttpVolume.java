package io.sluice.backends.http;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.ContentEnd;
import io.sluice.backend.Geometry;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import io.sluice.backends.http.cache.DiskCache;
import io.sluice.backends.http.cache.DiskContent;
import io.sluice.backends.http.remote.Identity;
import io.sluice.backends.http.remote.Remote;
import io.sluice.backends.http.remote.Urls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file on a server as a read-only volume. What the server has is learnt at each look and each
 * opening; the store that is opened then serves that content or none.
 */
public final class HttpVolume implements Volume {
  private static final Logger LOG = LoggerFactory.getLogger(HttpVolume.class);

  private final HttpSpec spec;
  private final HttpCaches shared;
  private final Remote remote;

  /** Touches nothing. */
  public HttpVolume(HttpSpec spec, HttpCaches shared) {
    this.spec = spec;
    this.shared = shared;
    remote = new Remote(spec.url(), spec.access(), spec.patience(), shared.clients());
  }

  @Override
  public VolumeInfo probe() throws IOException {
    return info(remote.look());
  }

  /** {@inheritDoc} Any number of stores may be open at once. */
  @Override
  public BlockStore open() throws IOException {
    Identity identity = remote.identify();
    VolumeInfo info = info(identity);
    List<String> notes = new ArrayList<>();
    Optional<DiskContent> disk = disk(identity, notes);
    return new HttpStore(spec, identity, info, remote, shared, disk, notes);
  }

  /** A cache that fails is no reason not to serve. */
  private Optional<DiskContent> disk(Identity identity, List<String> notes) {
    Optional<DiskCache> cache = shared.disk();
    try {
      return cache.isPresent() ? Optional.of(cache.get().open(key(identity))) : Optional.empty();
    } catch (IOException e) {
      String note = Urls.shown(spec.url()) + " is not cached on disk: " + e.getMessage();
      LOG.warn("{}", note);
      notes.add(note);
      return Optional.empty();
    }
  }

  private DiskContent.Key key(Identity identity) {
    return key(identity, spec.cacheBlock());
  }

  static DiskContent.Key key(Identity identity, int cacheBlock) {
    return new DiskContent.Key(
        identity.key() + "-" + (cacheBlock >> 10) + "k",
        identity.toString(),
        identity.length(),
        cacheBlock);
  }

  private VolumeInfo info(Identity identity) throws IOException {
    if (identity.length() == 0) {
      throw new IOException(Urls.shown(spec.url()) + " is empty");
    }
    return new VolumeInfo(
        Geometry.ofSize(identity.length(), spec.blockSize()),
        Capabilities.builder().readOnly(true).optimalTransfer(spec.cacheBlock()).build(),
        identity.toString(),
        ContentEnd.of(identity.length(), spec.blockSize(), false));
  }

  @Override
  public String toString() {
    return "HttpVolume(" + Urls.shown(spec.url()) + ")";
  }
}
