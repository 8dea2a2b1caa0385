package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * What follows the last member of a file. gzip leaves it out, whatever it is; but a member whose
 * header is damaged looks so too, and leaving that out would make the disk shorter. So it is an
 * error where it resembles a member's header, or holds a whole member anywhere.
 */
final class GzipTail {
  private static final int PIECE = 64 << 10;

  /** Places that look like members, and are none, that are put up with. */
  private static final int MOST_COINCIDENCES = 64;

  private static final int MAGIC = GzipHeader.ID1 << 16 | GzipHeader.ID2 << 8 | GzipHeader.DEFLATE;
  private static final int RESERVED_FLAGS = 0xE0;

  private final EncodedFile file;
  private final IndexProgress progress;
  private final long start;

  /**
   * @param start its first byte
   */
  GzipTail(EncodedFile file, IndexProgress progress, long start) {
    this.file = file;
    this.progress = progress;
    this.start = start;
  }

  /**
   * Bytes to tell a person of: none where there are zeroes only, up to the end of a tape's or
   * disk's block.
   *
   * @param ignore whether it is left out whatever it holds
   * @throws DamagedException when it may be a member, or hold one
   */
  long leftOut(boolean ignore) throws IOException {
    boolean isZero = true;
    int coincidences = 0;
    int last = 0;
    long at = start;
    try (InputStream in = file.stream(start, PIECE)) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        isZero &= next == 0;
        boolean mayBegin = (last & 0xFFFFFF) == MAGIC && (next & RESERVED_FLAGS) == 0;
        last = last << 8 | next;
        at++;
        if (at - start == 3 && !ignore && resembles(last)) {
          throw suspicious(start);
        }
        if (mayBegin && !ignore && (coincidences++ == MOST_COINCIDENCES || isMember(at - 4))) {
          throw suspicious(at - 4);
        }
        if ((at & PIECE - 1) == 0) {
          progress.at(at);
        }
      }
    }
    if (at - start < 3 && !ignore && at > start && file.read(start, 1).get() == GzipHeader.ID1) {
      throw suspicious(start);
    }
    return isZero ? 0 : at - start;
  }

  /** Two of three are enough: the third may be what is damaged. */
  private static boolean resembles(int three) {
    int different = three ^ MAGIC;
    int same = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      same += (different >> shift & 0xFF) == 0 ? 1 : 0;
    }
    return same >= 2;
  }

  private boolean isMember(long at) throws IOException {
    Inflater inflater = new Inflater(true);
    try (InputStream in = file.stream(at, PIECE)) {
      long[] header = {0};
      ByteSource counted =
          () -> {
            header[0]++;
            return in.read();
          };
      GzipHeader.read(counted.next(), counted, file.name());
      CRC32 crc = new CRC32();
      long length = 0;
      byte[] piece = new byte[PIECE];
      InputStream decoded = new InflaterInputStream(in, inflater, PIECE);
      for (int n = decoded.read(piece); n >= 0; n = decoded.read(piece)) {
        crc.update(piece, 0, n);
        length += n;
        progress.at(at);
      }
      ByteBuffer trailer =
          file.read(at + header[0] + inflater.getBytesRead(), GzipHeader.TRAILER)
              .order(ByteOrder.LITTLE_ENDIAN);
      return trailer.getInt() == (int) crc.getValue() && trailer.getInt() == (int) length;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (DamagedException | ZipException | EOFException e) {
      return false;
    } finally {
      inflater.end();
    }
  }

  private DamagedException suspicious(long at) {
    return new DamagedException(
        """
        %s: behind its last whole member, at byte %d, is something else, and at byte %d that looks \
        like a further member of gzip, which may be damaged. To leave it out all the same, set \
        ignoreTail = true\
        """
            .formatted(file.name(), start, at));
  }
}
