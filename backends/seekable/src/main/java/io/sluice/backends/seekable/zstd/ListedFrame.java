package io.sluice.backends.seekable.zstd;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;

/**
 * A frame whose checksum is in the seek table: the same that the frame itself may end with, the
 * lower half of its content's XXH64.
 *
 * @param size the frame's bytes, unsigned
 * @param checksum of its content
 */
record ListedFrame(int size, int checksum) {
  /** The state of a span: both fields, as they are in the table. */
  static ListedFrame of(byte[] state) throws DamagedException {
    if (state.length != 8) {
      throw new DamagedException("an index that has no checksum where it has to");
    }
    ByteBuffer fields = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
    return new ListedFrame(fields.getInt(), fields.getInt());
  }

  byte[] state() {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(size)
        .putInt(checksum)
        .array();
  }

  /** The frame at a place in the file, with this checksum at its end for the decoder to check. */
  InputStream open(EncodedFile file, long at, int piece) throws IOException {
    long length = Integer.toUnsignedLong(size);
    file.requireRange(at, length);
    int headed = FrameHeader.DESCRIPTOR_AT + 1;
    if (length < headed + 4) {
      throw new DamagedException("%s has no frame at %d".formatted(file.name(), at));
    }
    byte[] head = file.read(at, headed).array();
    if ((head[FrameHeader.DESCRIPTOR_AT] & FrameHeader.CHECKSUM_FLAG) != 0) {
      requireChecksum(file, at + length - 4);
      return file.stream(at, length, piece);
    }
    head[FrameHeader.DESCRIPTOR_AT] |= FrameHeader.CHECKSUM_FLAG;
    byte[] tail = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(checksum).array();
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                new ByteArrayInputStream(head),
                file.stream(at + headed, length - headed, piece),
                new ByteArrayInputStream(tail))));
  }

  private void requireChecksum(EncodedFile file, long at) throws IOException {
    if (file.read(at, 4).order(ByteOrder.LITTLE_ENDIAN).getInt() != checksum) {
      throw new DamagedException(
          "%s has another checksum at %d than in its seek table".formatted(file.name(), at));
    }
  }
}
