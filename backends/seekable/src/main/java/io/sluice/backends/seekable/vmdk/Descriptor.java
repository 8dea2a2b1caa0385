package io.sluice.backends.seekable.vmdk;

import static io.sluice.backends.seekable.vmdk.VmdkFormat.SECTOR;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text in the file that says what the disk consists of. The files it names are not opened. */
final class Descriptor {
  private static final Pattern EXTENT =
      Pattern.compile("(RW|RDONLY|NOACCESS)\\s+(\\d{1,18})\\s+(\\w+)(\\s.*)?");
  private static final Pattern SETTING = Pattern.compile("([\\w.]+)\\s*=\\s*\"?([^\"]*)\"?");
  private static final Set<String> NEEDED = Set.of("createType", "parentCID");
  private static final String NO_PARENT = "ffffffff";

  private record Extent(String access, long sectors, String type) {}

  private final EncodedFile file;
  private final Map<String, String> settings = new HashMap<>();
  private final List<Extent> extents = new ArrayList<>();

  private Descriptor(EncodedFile file) {
    this.file = file;
  }

  static Descriptor read(EncodedFile file, ExtentHeader header) throws IOException {
    ByteBuffer bytes =
        file.read(header.descriptorSector() * SECTOR, header.descriptorSectors() * SECTOR);
    String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    int end = text.indexOf('\0');
    Descriptor descriptor = new Descriptor(file);
    for (String line : (end < 0 ? text : text.substring(0, end)).lines().toList()) {
      descriptor.line(line.strip());
    }
    return descriptor;
  }

  private void line(String line) throws DamagedException {
    Matcher extent = EXTENT.matcher(line);
    Matcher setting = SETTING.matcher(line);
    if (extent.matches()) {
      extents.add(new Extent(extent.group(1), Long.parseLong(extent.group(2)), extent.group(3)));
    } else if (setting.matches()) {
      String key = setting.group(1);
      if (settings.put(key, setting.group(2).strip()) != null && NEEDED.contains(key)) {
        throw refused("says " + key + " twice");
      }
    }
  }

  /** Checks that the disk is all in this file, and has this many sectors. */
  void requireAlone(long capacity) throws DamagedException {
    String type = settings.get("createType");
    if (type == null) {
      throw refused("does not say its createType");
    }
    if (!"streamOptimized".equals(type)) {
      throw ExtentHeader.notStreamOptimized(file);
    }
    String parent = settings.getOrDefault("parentCID", NO_PARENT);
    if (!NO_PARENT.equalsIgnoreCase(parent)) {
      throw refused(
          "says that it is a difference to a parent disk; make it whole with qemu-img convert");
    }
    if (extents.size() != 1) {
      throw refused("names %d extents; only one can be read".formatted(extents.size()));
    }
    Extent extent = extents.get(0);
    if (!"SPARSE".equals(extent.type) || "NOACCESS".equals(extent.access)) {
      throw refused("says that its extent is %s %s".formatted(extent.access, extent.type));
    }
    if (extent.sectors != capacity) {
      throw refused(
          "says that it has %d sectors, its header says %d".formatted(extent.sectors, capacity));
    }
  }

  private DamagedException refused(String what) {
    return new DamagedException("%s: its descriptor %s".formatted(file.name(), what));
  }
}
