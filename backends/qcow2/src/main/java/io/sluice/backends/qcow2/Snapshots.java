package io.sluice.backends.qcow2;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Takes, deletes and goes back to internal snapshots, with nobody else changing anything. */
final class Snapshots {
  private static final int MOST = 65536;
  private static final int LONGEST_NAME = 255;

  private final Image image;

  Snapshots(Image image) {
    this.image = image;
  }

  Snapshot create(String name, Instant now) throws IOException {
    List<Snapshot> all = new ArrayList<>(image.snapshots());
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IOException("a snapshot's name has 1 to " + LONGEST_NAME + " characters");
    }
    if (all.stream().anyMatch(s -> s.name().equals(name) || s.id().equals(name))) {
      throw new IOException("there is a snapshot " + name + " already");
    }
    if (all.size() >= MOST) {
      throw new IOException("there are " + MOST + " snapshots already, which is as many as can be");
    }
    image.beginChange();
    TableChange change = new TableChange(image);
    L1Table l1 = image.map().l1();
    L1Table copy = change.copy(l1);
    Snapshot taken =
        new Snapshot(newId(all), name, now, image.size(), 0, copy.offset(), copy.length());
    all.add(taken);
    change.apply(l1, all);
    return taken;
  }

  private static String newId(List<Snapshot> all) {
    long largest =
        all.stream()
            .map(Snapshot::id)
            .filter(id -> id.matches("[0-9]{1,9}"))
            .mapToLong(Long::parseLong)
            .max()
            .orElse(0);
    return Long.toString(largest + 1);
  }

  void delete(String idOrName) throws IOException {
    List<Snapshot> all = new ArrayList<>(image.snapshots());
    all.remove(Image.find(image.file().name(), all, idOrName));
    image.beginChange();
    new TableChange(image).apply(image.map().l1(), all);
  }

  void revert(String idOrName) throws IOException {
    Snapshot wanted = Image.find(image.file().name(), image.snapshots(), idOrName);
    if (wanted.diskSize() != image.size()) {
      throw new IOException(
          "snapshot %s is of a disk of %d bytes, and this one has %d"
              .formatted(idOrName, wanted.diskSize(), image.size()));
    }
    image.beginChange();
    TableChange change = new TableChange(image);
    L1Table of = L1Table.read(image.file(), image.layout(), wanted.l1Offset(), wanted.l1Size());
    change.apply(change.copy(of), image.snapshots());
  }

  /** Empties the disk; snapshots stay. */
  void reset() throws IOException {
    image.beginChange();
    TableChange change = new TableChange(image);
    change.apply(change.empty(), image.snapshots());
  }
}
