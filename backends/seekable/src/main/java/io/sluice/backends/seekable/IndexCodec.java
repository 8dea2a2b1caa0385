package io.sluice.backends.seekable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * An index in a file: 8 bytes that say so, the SHA-256 of all that follows, and deflated the key,
 * the decoded length, the spans, and, where something was left out, how many bytes. A file is
 * hostile until it was found to be none, and then still holds nothing that leads out of the bounds
 * that any index has.
 */
final class IndexCodec {
  private static final byte[] MAGIC = "SLUIDX01".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST = 32;
  private static final int HEADER = MAGIC.length + DIGEST;
  private static final long MOST_BYTES = 1L << 30;
  private static final int MOST_STATE = 1 << 20;
  private static final int BUFFER = 64 << 10;

  private IndexCodec() {}

  /** Into an empty file. */
  static void write(FileChannel file, IndexKey key, SeekIndex index) throws IOException {
    MessageDigest digest = IndexKey.sha256();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      file.position(HEADER);
      OutputStream hashed = new DigestOutputStream(Channels.newOutputStream(file), digest);
      DeflaterOutputStream deflated = new DeflaterOutputStream(hashed, deflater, BUFFER);
      DataOutputStream out = new DataOutputStream(new BufferedOutputStream(deflated, BUFFER));
      writeContent(out, key, index);
      out.flush();
      deflated.finish();
    } finally {
      deflater.end();
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER).put(MAGIC).put(digest.digest()).flip();
    while (header.hasRemaining()) {
      file.write(header, header.position());
    }
  }

  private static void writeContent(DataOutputStream out, IndexKey key, SeekIndex index)
      throws IOException {
    out.write(text(key));
    out.writeLong(index.length());
    out.writeInt(index.spans());
    for (int span = 0; span < index.spans(); span++) {
      byte[] state = index.state(span);
      out.writeLong(index.start(span));
      out.writeLong(index.encoded(span));
      out.writeInt(state.length);
      out.write(state);
    }
    if (index.leftOut() > 0) {
      out.writeLong(index.leftOut());
    }
  }

  private static byte[] text(IndexKey key) {
    return (key + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The index of that key.
   *
   * @throws IOException when that is not what the file has
   */
  static SeekIndex read(FileChannel file, IndexKey key) throws IOException {
    if (file.size() <= HEADER || file.size() > MOST_BYTES) {
      throw new IOException("is not of the size that an index has");
    }
    requireDigest(file);
    file.position(HEADER);
    Inflater inflater = new Inflater();
    try {
      InputStream inflated =
          new InflaterInputStream(Channels.newInputStream(file), inflater, BUFFER);
      return readContent(new DataInputStream(new BufferedInputStream(inflated, BUFFER)), key);
    } catch (EOFException e) {
      throw new IOException("ends in the middle", e);
    } finally {
      inflater.end();
    }
  }

  private static void requireDigest(FileChannel file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    readAll(file, header, 0);
    MessageDigest digest = IndexKey.sha256();
    ByteBuffer piece = ByteBuffer.allocate(BUFFER);
    for (long at = HEADER; at < file.size(); at += piece.limit()) {
      piece.clear().limit((int) Math.min(BUFFER, file.size() - at));
      readAll(file, piece, at);
      digest.update(piece.flip());
    }
    byte[] bytes = header.array();
    if (!Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))
        || !Arrays.equals(digest.digest(), Arrays.copyOfRange(bytes, MAGIC.length, HEADER))) {
      throw new IOException("is no index, or is damaged");
    }
  }

  private static void readAll(FileChannel file, ByteBuffer into, long at) throws IOException {
    while (into.hasRemaining()) {
      if (file.read(into, at + into.position()) < 0) {
        throw new EOFException();
      }
    }
  }

  private static SeekIndex readContent(DataInputStream in, IndexKey key) throws IOException {
    byte[] expected = text(key);
    if (!Arrays.equals(expected, in.readNBytes(expected.length))) {
      throw new IOException("is the index of something else");
    }
    long length = in.readLong();
    int spans = in.readInt();
    SeekIndex.Builder builder = new SeekIndex.Builder();
    for (int span = 0; span < spans; span++) {
      long start = in.readLong();
      long encoded = in.readLong();
      int size = in.readInt();
      if (encoded < 0 || encoded / Byte.SIZE > key.length() || size < 0 || size > MOST_STATE) {
        throw new IOException("leads out of the file");
      }
      byte[] state = in.readNBytes(size);
      if (state.length < size) {
        throw new EOFException();
      }
      builder.add(start, encoded, state);
    }
    readLeftOut(in, key, builder);
    return builder.build(length);
  }

  private static void readLeftOut(DataInputStream in, IndexKey key, SeekIndex.Builder builder)
      throws IOException {
    byte[] rest = in.readNBytes(Long.BYTES + 1);
    if (rest.length == Long.BYTES) {
      long leftOut = ByteBuffer.wrap(rest).getLong();
      if (leftOut <= 0 || leftOut >= key.length()) {
        throw new IOException("leaves out what is not there");
      }
      builder.leaveOut(leftOut);
    } else if (rest.length > 0) {
      throw new IOException("has more than it says");
    }
  }
}
