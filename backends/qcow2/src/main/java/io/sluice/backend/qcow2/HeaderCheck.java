package io.sluice.backend.qcow2;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Compares what the header says with what is wanted of the image. */
final class HeaderCheck {
  private final ImageFile file;
  private final Header header;
  private final Qcow2Options options;
  private final boolean readOnly;

  HeaderCheck(ImageFile file, Header header, Qcow2Options options, boolean readOnly) {
    this.file = file;
    this.header = header;
    this.options = options;
    this.readOnly = readOnly;
  }

  void run() throws IOException {
    checkBacking();
    checkDataFile();
    if (!readOnly) {
      requireWritable(file, header);
    }
  }

  private void checkBacking() throws IOException {
    Optional<String> named = header.backingFile();
    if (named.isPresent() && options.backing().isEmpty()) {
      throw new FormatException(
          "%s stands on the backing file %s, which is not opened unless the configuration names it: set backing"
              .formatted(file.name(), named.get()));
    }
    if (named.isEmpty() && options.backing().isPresent()) {
      throw new FormatException(
          "%s stands on no backing file; leave backing out".formatted(file.name()));
    }
    if (named.isPresent()) {
      String wanted = options.backing().get().name();
      if (!wanted.isEmpty() && !isSame(named.get(), wanted)) {
        throw new FormatException(
            "%s stands on the backing file %s, and backing is %s; change one (qemu-img rebase -u) if they have the same content"
                .formatted(file.name(), named.get(), wanted));
      }
      if (!header.backingFormat().orElse("raw").equals("raw") && !wanted.isEmpty()) {
        throw new FormatException(
            "%s stands on %s of format %s: make a volume of that, and set backing = volume:NAME"
                .formatted(file.name(), named.get(), header.backingFormat().get()));
      }
    }
  }

  /** The same text, or the same file; a relative name counts from the image's folder. */
  private boolean isSame(String named, String wanted) {
    if (named.equals(wanted)) {
      return true;
    }
    try {
      URI uri = URI.create(wanted);
      if (!"file".equals(uri.getScheme())) {
        return false;
      }
      String plain = named.startsWith("file:") ? URI.create(named).getPath() : named;
      Path folder = Path.of(file.name()).toAbsolutePath().getParent();
      return folder.resolve(plain).normalize().equals(Path.of(uri.getPath()).normalize());
    } catch (IllegalArgumentException e) { // a name that is no path
      return false;
    }
  }

  private void checkDataFile() throws IOException {
    boolean external = header.has(Features.EXTERNAL_DATA_FILE);
    if (external && options.dataFile().isEmpty()) {
      throw new FormatException(
          "%s keeps its data in %s, which is not opened unless the configuration names it: set dataFile"
              .formatted(file.name(), header.externalDataFile().orElse("another file")));
    }
    if (!external && options.dataFile().isPresent()) {
      throw new FormatException(file.name() + " keeps its data itself; leave dataFile out");
    }
    if (external && header.externalDataFile().isPresent()) {
      String named = header.externalDataFile().get();
      Path wanted = options.dataFile().get();
      Path folder = Path.of(file.name()).toAbsolutePath().getParent();
      if (!folder.resolve(named).normalize().equals(wanted.toAbsolutePath().normalize())) {
        throw new FormatException(
            "%s keeps its data in %s, and dataFile is %s".formatted(file.name(), named, wanted));
      }
    }
  }

  /** That nothing in the header keeps it from being written. */
  static void requireWritable(ImageFile file, Header header) throws IOException {
    UpkeepTables.requirePlaces(file, header);
    if (header.has(Features.CORRUPT)) {
      throw new FormatException(
          file.name()
              + " is marked as corrupt; repair it (qemu-img check -r all), or set readOnly = true");
    }
    if (header.has(Features.EXTERNAL_DATA_FILE)) {
      throw new FormatException(
          file.name() + " has an external data file, and is served read-only; set readOnly = true");
    }
    if ((header.autoclear() & Features.BITMAPS) != 0) {
      throw new FormatException(
          file.name()
              + " has persistent bitmaps, which writing would make wrong; remove them (qemu-img"
              + " bitmap --remove), or set readOnly = true");
    }
  }
}
