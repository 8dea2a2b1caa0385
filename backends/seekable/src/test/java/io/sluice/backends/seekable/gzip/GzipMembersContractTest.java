package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.SeekableFormatContractTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Many members, some of them empty or stored, with every optional field. */
class GzipMembersContractTest extends SeekableFormatContractTest {
  private static final int MEMBER = 100_000;

  @Override
  protected SeekableFormat format() {
    return new GzipFormat();
  }

  @Override
  protected byte[] encode(byte[] content) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; at += MEMBER) {
      int length = Math.min(MEMBER, content.length - at);
      if (at / MEMBER % 3 == 0) {
        writeWithAllFields(file, content, at, length, at / MEMBER % 2 * 6);
      } else {
        try (GZIPOutputStream member = new GZIPOutputStream(file)) {
          member.write(content, at, length);
        }
      }
      new GZIPOutputStream(file).finish();
    }
    return file.toByteArray();
  }

  private static void writeWithAllFields(
      ByteArrayOutputStream file, byte[] content, int at, int length, int level) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3});
    header.writeBytes(new byte[] {6, 0, 'X', 'Y', 2, 0, 7, 8});
    header.writeBytes("name\0comment\0".getBytes(StandardCharsets.ISO_8859_1));
    CRC32 crc = new CRC32();
    crc.update(header.toByteArray());
    writeLittleEndian(header, crc.getValue(), 2);
    file.writeBytes(header.toByteArray());
    Deflater deflater = new Deflater(level, true);
    deflater.setInput(content, at, length);
    deflater.finish();
    byte[] deflated = new byte[length + length / 10 + 100];
    file.write(deflated, 0, deflater.deflate(deflated));
    deflater.end();
    crc.reset();
    crc.update(content, at, length);
    writeLittleEndian(file, crc.getValue(), 4);
    writeLittleEndian(file, length, 4);
  }

  private static void writeLittleEndian(ByteArrayOutputStream to, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      to.write((int) (value >>> 8 * i));
    }
  }
}
