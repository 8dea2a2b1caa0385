package io.sluice.backends.seekable.vmdk;

import static io.sluice.backends.seekable.vmdk.ExtentHeader.TABLE_ENTRIES;
import static io.sluice.backends.seekable.vmdk.VmdkFormat.SECTOR;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where the grain tables are. The tables themselves are read with the grains: a disk of 2 TiB has
 * 128 MiB of them.
 */
final class GrainDirectory {
  private static final int TABLE_BYTES = TABLE_ENTRIES * Integer.BYTES;
  private static final int TABLE_SECTORS = TABLE_BYTES / SECTOR;
  private static final int SPAN_BYTES = 1 << 20;

  /** Disks that would have more get longer spans. */
  private static final int ENOUGH_SPANS = 1 << 20;

  private final EncodedFile file;
  private final ExtentHeader header;
  private final long length;

  /** Decoded bytes that one table leads to. */
  private final long reach;

  GrainDirectory(EncodedFile file, ExtentHeader header) {
    this.file = file;
    this.header = header;
    length = header.capacity() * SECTOR;
    reach = (long) TABLE_ENTRIES * header.grainBytes();
  }

  SeekIndex index(IndexProgress progress) throws IOException {
    int[] tables = tables(header.directorySector(), progress);
    int[] copies = header.copySector() == 0 ? null : tables(header.copySector(), progress);
    int step = grainsInSpan() * Integer.BYTES;
    SeekIndex.Builder spans = new SeekIndex.Builder();
    byte[] state = SpanPlace.NO_COPY;
    boolean wasZero = false;
    for (int i = 0; i < tables.length; i++) {
      long start = i * reach;
      boolean isZero = tables[i] == 0;
      if (copies != null && isZero != (copies[i] == 0)) {
        throw damaged("has two grain directories that differ");
      }
      if (!isZero) {
        long table = tableAt(tables[i]);
        if (copies != null) {
          state = SpanPlace.copyState(tableAt(copies[i]) - table, state);
        }
        addSpans(spans, start, table, step, state);
      } else if (!wasZero) {
        spans.add(start, place(0));
      }
      wasZero = isZero;
    }
    if (!header.isFooter()) {
      new FarthestGrain(file, header).requireInside(tables);
    }
    return spans.build(length);
  }

  /** Byte in the file. */
  private long tableAt(int sector) throws IOException {
    long table = Integer.toUnsignedLong(sector) * SECTOR;
    file.requireRange(table, TABLE_BYTES);
    return table;
  }

  private void addSpans(SeekIndex.Builder spans, long start, long table, int step, byte[] state)
      throws IOException {
    for (int entry = 0; entry < TABLE_BYTES; entry += step) {
      long at = start + (long) (entry / Integer.BYTES) * header.grainBytes();
      if (at < length) {
        spans.add(at, place(table + entry), state);
      }
    }
  }

  private long place(long entries) {
    return new SpanPlace(entries, header.grainSectors(), header.hasZeroGrains()).pack();
  }

  private int grainsInSpan() {
    int grains = Math.max(1, Math.min(TABLE_ENTRIES, SPAN_BYTES / header.grainBytes()));
    while (grains < TABLE_ENTRIES
        && length / ((long) grains * header.grainBytes()) > ENOUGH_SPANS) {
      grains *= 2;
    }
    return grains;
  }

  /** Sectors, unsigned; 0 where there is no table. */
  private int[] tables(long sector, IndexProgress progress) throws IOException {
    long offset = sector * SECTOR;
    long count = (length + reach - 1) / reach;
    if (count > SeekIndex.MAX_SPANS) {
      throw damaged("says that it has %d grain tables: too many".formatted(count));
    }
    file.requireRange(offset, count * Integer.BYTES);
    int[] tables = new int[(int) count];
    try (DataInputStream in = new DataInputStream(file.stream(offset, 64 << 10))) {
      for (int i = 0; i < tables.length; i++) {
        tables[i] = Integer.reverseBytes(in.readInt());
        if (i % 100_000 == 0) {
          progress.at(offset + (long) i * Integer.BYTES);
        }
      }
    }
    requireApart(tables);
    return tables;
  }

  /** No two parts of the disk may share a table, nor parts of one. */
  private void requireApart(int[] tables) throws DamagedException {
    long[] sorted = Arrays.stream(tables).mapToLong(Integer::toUnsignedLong).sorted().toArray();
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i - 1] != 0 && sorted[i] - sorted[i - 1] < TABLE_SECTORS) {
        throw damaged("has two grain tables that overlap at sector " + sorted[i]);
      }
    }
  }

  private DamagedException damaged(String what) {
    return new DamagedException("%s is damaged: it %s".formatted(file.name(), what));
  }
}
