package io.sluice.backends.seekable.xz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** Writes one stream: headers and checksums are right, what the index says is the caller's. */
final class XzFile {
  private final int check;
  private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();
  private int count;

  XzFile(int check) {
    this.check = check;
    blocks.writeBytes(StreamFlags.header(check).array());
  }

  /** A block as the library encodes it, and as it is. */
  XzFile add(byte[] content) throws IOException {
    return add(content, content.length);
  }

  XzFile add(byte[] content, long decoded) throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    try (XZOutputStream encoder = new XZOutputStream(stream, new LZMA2Options(0), XZ.CHECK_CRC32)) {
      encoder.write(content);
    }
    byte[] encoded = stream.toByteArray();
    ByteBuffer footer = ByteBuffer.wrap(encoded, encoded.length - 12, 12).slice();
    int indexAt = encoded.length - 12 - (int) StreamFlags.indexSize(footer);
    ByteBuffer index = ByteBuffer.wrap(encoded, indexAt + 2, 10);
    int unpadded = 0;
    for (int shift = 0, next = 0x80; next >= 0x80; shift += 7) {
      next = index.get() & 0xFF;
      unpadded |= (next & 0x7F) << shift;
    }
    byte[] block = new byte[indexAt - 12];
    System.arraycopy(encoded, 12, block, 0, block.length);
    return add(block, unpadded, decoded);
  }

  /** A block, or what is said to be one, and what the index says of it. */
  XzFile add(byte[] block, long unpadded, long decoded) {
    blocks.writeBytes(block);
    return addRecord(unpadded, decoded);
  }

  XzFile addRecord(long unpadded, long decoded) {
    ByteBuffer record = ByteBuffer.allocate(20);
    Vli.put(unpadded, record);
    Vli.put(decoded, record);
    records.write(record.array(), 0, record.position());
    count++;
    return this;
  }

  byte[] bytes() {
    return bytes(count);
  }

  byte[] bytes(long said) {
    ByteBuffer index =
        ByteBuffer.allocate(records.size() + 24).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0);
    Vli.put(said, index);
    index.put(records.toByteArray());
    index.position((int) Block.padded(index.position()));
    index.putInt(StreamFlags.crc(index, 0, index.position()));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(blocks.toByteArray());
    file.write(index.array(), 0, index.position());
    file.writeBytes(StreamFlags.footer(check, index.position()).array());
    return file.toByteArray();
  }
}
