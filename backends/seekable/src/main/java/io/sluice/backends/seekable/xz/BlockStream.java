package io.sluice.backends.seekable.xz;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.SingleXZInputStream;
import org.tukaani.xz.XZIOException;

/**
 * Decodes one block, as a stream that has only this one: its end is told when the block's check,
 * and its sizes in the index, were found right.
 */
final class BlockStream extends InputStream {
  private static final int PIECE = 128 << 10;
  private static final int LONGEST_HEADER = 1024;

  /** Of a decoder: its input, and its tables. */
  private static final int OTHER = 128 << 10;

  private final String what;
  private final SingleXZInputStream decoder;

  /**
   * @param most bytes of memory
   * @param what the block, for messages
   */
  BlockStream(EncodedFile file, Block block, long most, String what) throws IOException {
    this(file, block, most, what, block.decoded());
  }

  private BlockStream(EncodedFile file, Block block, long most, String what, long needed)
      throws IOException {
    this.what = what;
    InputStream encoded = file.stream(block.at(), block.padded(), PIECE);
    byte[] header = header(encoded, block, what, needed);
    InputStream stream =
        new SequenceInputStream(
            Collections.enumeration(
                List.of(
                    new ByteArrayInputStream(StreamFlags.header(block.check()).array()),
                    new ByteArrayInputStream(header),
                    encoded,
                    new ByteArrayInputStream(indexAndFooter(block)))));
    try {
      decoder = new SingleXZInputStream(stream, (int) (most >> 10));
    } catch (XZIOException e) {
      throw damaged(e);
    }
  }

  /** Bytes that decoding a block takes: its dictionary, above all. */
  static long memory(EncodedFile file, Block block, String what) throws IOException {
    InputStream encoded = file.stream(block.at(), block.padded(), LONGEST_HEADER);
    byte[] header = header(encoded, block, what, block.decoded());
    return BlockHeader.dictionary(header) + PIECE + OTHER;
  }

  /**
   * Decodes a block's first byte, which takes little memory whatever the block asks for.
   *
   * @param most bytes of memory that all of it may take
   * @throws DamagedException when it can't be decoded, or all of it would take too much
   */
  static void requireDecodable(EncodedFile file, Block block, long most, String what)
      throws IOException {
    long needed = memory(file, block, what) > most ? block.decoded() : 1;
    try (InputStream first = new BlockStream(file, block, most, what, needed)) {
      first.read();
    }
  }

  /**
   * @param needed how far back decoding reaches, at the most
   */
  private static byte[] header(InputStream encoded, Block block, String what, long needed)
      throws IOException {
    int first = encoded.read();
    int size = BlockHeader.size(first);
    if (first <= 0 || size >= block.unpadded()) {
      throw new DamagedException(what + " is damaged: it does not begin as one");
    }
    byte[] header = new byte[size];
    header[0] = (byte) first;
    encoded.readNBytes(header, 1, size - 1);
    BlockHeader.fitDictionary(header, needed);
    return header;
  }

  private static byte[] indexAndFooter(Block block) {
    ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0).put((byte) 1);
    Vli.put(block.unpadded(), bytes);
    Vli.put(block.decoded(), bytes);
    bytes.position((int) Block.padded(bytes.position()));
    bytes.putInt(StreamFlags.crc(bytes, 0, bytes.position()));
    bytes.put(StreamFlags.footer(block.check(), bytes.position()));
    byte[] used = new byte[bytes.flip().remaining()];
    bytes.get(used);
    return used;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    try {
      return decoder.read(into, at, length);
    } catch (XZIOException | EOFException e) {
      throw damaged(e);
    }
  }

  private DamagedException damaged(IOException e) {
    String why =
        e instanceof MemoryLimitException needed
            ? """
            needs a dictionary of %d MiB; compress it again with blocks, as by --block-size=16MiB, \
            or set window = %dM\
            """
                .formatted(needed.getMemoryNeeded() >> 10, (needed.getMemoryNeeded() >> 10) + 1)
            : "can't be decoded: " + e.getMessage();
    return new DamagedException(what + " " + why, e);
  }

  @Override
  public int available() throws IOException {
    return decoder.available();
  }

  @Override
  public void close() throws IOException {
    decoder.close();
  }
}
