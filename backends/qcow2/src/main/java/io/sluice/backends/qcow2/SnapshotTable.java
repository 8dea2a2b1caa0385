package io.sluice.backends.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes the table of internal snapshots (specification, "Snapshots"). */
final class SnapshotTable {
  private static final int FIXED = 40;
  private static final int MOST_EXTRA = 1024;
  private static final int MOST_BYTES = 64 << 20;

  /** Extra data that version 3 wants: VM state size and disk size. */
  private static final int EXTRA = 16;

  private SnapshotTable() {}

  /**
   * What there is.
   *
   * @param snapshots those that make sense
   * @param bytes how many the table has
   * @param problem what does not make sense; empty where all does
   */
  record Content(List<Snapshot> snapshots, long bytes, String problem) {
    static final Content NONE = new Content(List.of(), 0, "");

    /** The same, where it is all there. */
    Content requireWhole() throws FormatException {
      if (!problem.isEmpty()) {
        throw new FormatException(problem);
      }
      return this;
    }
  }

  /** Reads as much of it as makes sense. */
  static Content read(ImageFile file, Layout layout, Header header) throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    String problem = "";
    long at = header.snapshotsOffset();
    for (int i = 0; i < header.snapshotCount(); i++) {
      ByteBuffer fixed = file.read(at, FIXED);
      int idLength = fixed.getShort(12) & 0xFFFF;
      int nameLength = fixed.getShort(14) & 0xFFFF;
      int extra = fixed.getInt(36);
      long end = at + FIXED + extra + idLength + nameLength + 7 & ~7L;
      if (extra < 0
          || extra > MOST_EXTRA
          || end - header.snapshotsOffset() > MOST_BYTES
          || end > file.length() + 7) { // where the next one begins is not known then
        return new Content(snapshots, at - header.snapshotsOffset(), damaged(file, i));
      }
      ByteBuffer rest = file.read(at + FIXED, extra + idLength + nameLength);
      Snapshot snapshot = snapshot(fixed, rest, extra, idLength, nameLength, header.size());
      if (snapshot.l1Size() >= layout.l1EntriesFor(snapshot.diskSize())
          && snapshot.l1Size() <= Layout.MAX_L1_BYTES / 8
          && layout.within(snapshot.l1Offset()) == 0
          && snapshot.diskSize() > 0) {
        snapshots.add(snapshot);
      } else {
        problem = damaged(file, i);
      }
      at = end;
    }
    return new Content(snapshots, at - header.snapshotsOffset(), problem);
  }

  private static Snapshot snapshot(
      ByteBuffer fixed, ByteBuffer rest, int extra, int idLength, int nameLength, long size) {
    byte[] bytes = new byte[rest.capacity()];
    rest.get(0, bytes);
    return new Snapshot(
        new String(bytes, extra, idLength, StandardCharsets.UTF_8),
        new String(bytes, extra + idLength, nameLength, StandardCharsets.UTF_8),
        Instant.ofEpochSecond(fixed.getInt(16) & 0xFFFF_FFFFL, fixed.getInt(20) & 0x3FFF_FFFF),
        extra >= EXTRA ? rest.getLong(8) : size,
        extra >= 8 ? rest.getLong(0) : fixed.getInt(32) & 0xFFFF_FFFFL,
        fixed.getLong(0),
        fixed.getInt(8));
  }

  private static String damaged(ImageFile file, int i) {
    return "%s is damaged: its snapshot %d makes no sense".formatted(file.name(), i);
  }

  static ByteBuffer encode(List<Snapshot> snapshots) {
    ByteBuffer bytes =
        ByteBuffer.allocate(snapshots.stream().mapToInt(SnapshotTable::length).sum());
    for (Snapshot snapshot : snapshots) {
      int start = bytes.position();
      byte[] id = snapshot.id().getBytes(StandardCharsets.UTF_8);
      byte[] name = snapshot.name().getBytes(StandardCharsets.UTF_8);
      bytes.putLong(snapshot.l1Offset()).putInt(snapshot.l1Size());
      bytes.putShort((short) id.length).putShort((short) name.length);
      Instant taken = snapshot.taken();
      bytes.putInt((int) taken.getEpochSecond());
      bytes.putInt(taken.getNano());
      bytes.putLong(0).putInt((int) Math.min(snapshot.vmStateSize(), 0xFFFF_FFFFL)).putInt(EXTRA);
      bytes.putLong(snapshot.vmStateSize()).putLong(snapshot.diskSize());
      bytes.put(id).put(name);
      bytes.position(start + length(snapshot));
    }
    return bytes.flip();
  }

  private static int length(Snapshot snapshot) {
    int names =
        snapshot.id().getBytes(StandardCharsets.UTF_8).length
            + snapshot.name().getBytes(StandardCharsets.UTF_8).length;
    return FIXED + EXTRA + names + 7 & ~7;
  }
}
