package io.sluice.backends.seekable.vmdk;

import static io.sluice.backends.seekable.vmdk.ExtentHeader.TABLE_ENTRIES;
import static io.sluice.backends.seekable.vmdk.VmdkFormat.SECTOR;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.SeekIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * The grains of one span. Only those are decoded that are read from: what is skipped costs nothing.
 * For one thread at a time; to be closed.
 */
final class GrainStream extends InputStream {
  private final int grainBytes;

  /** Sectors in the file, unsigned; 0 is a grain of zeros. Without any, all is zeros. */
  private final int[] entries;

  private final long start;
  private final long length;
  private final Grain grain;
  private byte[] decoded;
  private int decodedGrain = -1;
  private long position;

  private GrainStream(EncodedFile file, int grainBytes, int[] entries, long start, long length) {
    this.grainBytes = grainBytes;
    this.entries = entries;
    this.start = start;
    this.length = length;
    grain = entries.length > 0 ? new Grain(file, grainBytes) : null;
  }

  static GrainStream of(EncodedFile file, SeekIndex index, int span) throws IOException {
    SpanPlace place = SpanPlace.unpack(index.encoded(span));
    int grainBytes = place.grainSectors() * SECTOR;
    long start = index.start(span);
    long length = index.end(span) - start;
    int[] entries = {};
    if (place.entries() > 0) {
      int count = (int) Math.min(TABLE_ENTRIES, (length + grainBytes - 1) / grainBytes);
      entries = entries(file, place.entries(), count);
      long copy = place.copy(index.state(span));
      if (copy != 0 && !Arrays.equals(entries, entries(file, copy, count))) {
        throw new DamagedException(
            "%s is damaged: its two tables of the grains of LBA %d to %d differ"
                .formatted(file.name(), start / SECTOR, (start + length) / SECTOR - 1));
      }
      for (int i = 0; place.hasZeroGrains() && i < count; i++) {
        entries[i] = entries[i] == 1 ? 0 : entries[i];
      }
    }
    return new GrainStream(file, grainBytes, entries, start, length);
  }

  private static int[] entries(EncodedFile file, long offset, int count) throws IOException {
    int[] entries = new int[count];
    file.read(offset, count * Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(entries);
    return entries;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int at, int wanted) throws IOException {
    Objects.checkFromIndexSize(at, wanted, into.length);
    if (wanted == 0) {
      return 0;
    }
    if (position == length) {
      return -1;
    }
    int part = (int) Math.min(wanted, length - position);
    if (entries.length == 0) {
      Arrays.fill(into, at, at + part, (byte) 0);
    } else {
      part = readGrain(into, at, part);
    }
    position += part;
    return part;
  }

  /** Reads at most what is left of one grain. */
  private int readGrain(byte[] into, int at, int wanted) throws IOException {
    int number = (int) (position / grainBytes);
    int within = (int) (position % grainBytes);
    int part = Math.min(wanted, grainBytes - within);
    if (entries[number] == 0) {
      Arrays.fill(into, at, at + part, (byte) 0);
    } else if (part == grainBytes) {
      decode(number, into, at);
    } else {
      if (decodedGrain != number) {
        decodedGrain = -1;
        decoded = decoded == null ? new byte[grainBytes] : decoded;
        decode(number, decoded, 0);
        decodedGrain = number;
      }
      System.arraycopy(decoded, within, into, at, part);
    }
    return part;
  }

  private void decode(int number, byte[] into, int at) throws IOException {
    long begin = (long) number * grainBytes;
    int least = (int) Math.min(grainBytes, length - begin);
    long sector = Integer.toUnsignedLong(entries[number]);
    long likely = grainBytes / SECTOR + 1L;
    if (number + 1 < entries.length) {
      long next = Integer.toUnsignedLong(entries[number + 1]);
      likely = next > sector ? Math.min(likely, next - sector) : likely;
    }
    grain.decode((start + begin) / SECTOR, sector, likely, least, into, at);
  }

  @Override
  public long skip(long bytes) {
    long skipped = Math.max(0, Math.min(bytes, length - position));
    position += skipped;
    return skipped;
  }

  @Override
  public void close() {
    if (grain != null) {
      grain.close();
    }
  }
}
