package io.sluice.backends.qcow2;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses clusters: exactly a cluster's bytes, never more, whatever the input would give. */
final class ClusterDecoder {
  private ClusterDecoder() {}

  /**
   * @param compressed the data and what follows it in its last sector, on the heap
   * @param clusterSize bytes that it must give
   * @throws DataFormatException when it does not
   */
  static byte[] decode(CompressionType type, ByteBuffer compressed, int clusterSize)
      throws DataFormatException {
    return type == CompressionType.ZSTD
        ? zstd(compressed, clusterSize)
        : inflate(compressed, clusterSize);
  }

  private static byte[] inflate(ByteBuffer compressed, int clusterSize) throws DataFormatException {
    byte[] cluster = new byte[clusterSize];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(compressed);
      int done = 0;
      while (done < clusterSize) {
        int n = inflater.inflate(cluster, done, clusterSize - done);
        if (n == 0) {
          throw tooShort(done);
        }
        done += n;
      }
      return cluster;
    } finally {
      inflater.end();
    }
  }

  private static byte[] zstd(ByteBuffer compressed, int clusterSize) throws DataFormatException {
    ByteBuffer cluster = ByteBuffer.allocate(clusterSize);
    try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
      boolean ended = false;
      while (cluster.hasRemaining() && !ended) {
        int before = cluster.remaining() + compressed.remaining();
        ended = context.decompressByteBufferStream(cluster, compressed);
        if (before == cluster.remaining() + compressed.remaining()) {
          break;
        }
      }
    } catch (ZstdException e) {
      DataFormatException failure = new DataFormatException(e.getMessage());
      failure.initCause(e);
      throw failure;
    }
    if (cluster.hasRemaining()) {
      throw tooShort(cluster.position());
    }
    return cluster.array();
  }

  private static DataFormatException tooShort(int done) {
    return new DataFormatException("the compressed data ends after " + done + " bytes");
  }
}
