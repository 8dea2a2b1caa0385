package io.sluice.backends.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.zip.DataFormatException;

/**
 * Decompressed clusters, bounded in bytes. Several are decompressed at once, but none twice at
 * once. Keyed by the L2 entry's descriptor: compressed data is never written where other compressed
 * data was, by this code, so one descriptor means the same bytes as long as the image is open.
 */
final class DecodedClusters {
  private final ImageFile file;
  private final Layout layout;
  private final CompressionType type;
  private final int most;

  // Guarded by this.
  private final Map<Long, byte[]> decoded = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Long, CompletableFuture<byte[]>> underWay = new HashMap<>();

  DecodedClusters(ImageFile file, Layout layout, CompressionType type, long bytes) {
    this.file = file;
    this.layout = layout;
    this.type = type;
    most = (int) Math.max(1, Math.min(bytes >>> layout.clusterBits(), 1 << 20));
  }

  /** All bytes of a compressed cluster; not to be changed. */
  byte[] get(L2Entry entry) throws IOException {
    CompletableFuture<byte[]> mine = null;
    CompletableFuture<byte[]> pending;
    synchronized (this) {
      byte[] cluster = decoded.get(entry.descriptor());
      if (cluster != null) {
        return cluster;
      }
      pending = underWay.get(entry.descriptor());
      if (pending == null) {
        mine = new CompletableFuture<>();
        underWay.put(entry.descriptor(), mine);
      }
    }
    return mine == null ? await(pending) : decode(entry, mine);
  }

  private static byte[] await(CompletableFuture<byte[]> pending) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return pending.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IOException(e.getCause().getMessage(), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private byte[] decode(L2Entry entry, CompletableFuture<byte[]> mine) throws IOException {
    try {
      byte[] cluster = decode(entry);
      end(entry, cluster);
      mine.complete(cluster);
      return cluster;
    } catch (Throwable failure) {
      end(entry, null);
      mine.completeExceptionally(failure);
      throw failure;
    }
  }

  private synchronized void end(L2Entry entry, byte[] cluster) {
    underWay.remove(entry.descriptor());
    if (cluster != null) {
      decoded.put(entry.descriptor(), cluster);
      while (decoded.size() > most) {
        decoded.remove(decoded.keySet().iterator().next());
      }
    }
  }

  private byte[] decode(L2Entry entry) throws IOException {
    long offset = entry.compressedOffset(layout);
    ByteBuffer compressed = file.read(offset, entry.compressedLength(layout));
    try {
      return ClusterDecoder.decode(type, compressed, layout.clusterSize());
    } catch (DataFormatException e) {
      throw new IOException(
          "%s is damaged: the compressed cluster at %d can't be decompressed: %s"
              .formatted(file.name(), offset, e.getMessage()),
          e);
    }
  }
}
