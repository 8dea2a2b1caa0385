package io.sluice.backends.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads and checks the header of an image that nobody vouches for: every number is bounded before
 * anything is allocated or read by it.
 */
final class HeaderReader {
  private static final int LONGEST_NAME = 1023;
  private static final int FEATURE_NAME_LENGTH = 48;

  private final ImageFile file;
  private ByteBuffer bytes;
  private int version;
  private int headerLength;
  private int extensionsEnd;
  private Optional<String> backingFormat = Optional.empty();
  private Optional<String> dataFile = Optional.empty();
  private String unknownFeatures = "";

  private HeaderReader(ImageFile file) {
    this.file = file;
  }

  /**
   * @throws FormatException when it is no image that can be served; the message says why
   */
  static Header read(ImageFile file) throws IOException {
    return new HeaderReader(file).read();
  }

  private Header read() throws IOException {
    bytes = file.read(0, Header.LENGTH_WITH_COMPRESSION_TYPE);
    require(bytes.getInt(0) == Header.MAGIC, "is no qcow2 image");
    version = bytes.getInt(4);
    require(version == 2 || version == 3, "has version " + version + ", which is neither 2 nor 3");
    int clusterBits = bytes.getInt(20);
    require(
        clusterBits >= Layout.MIN_CLUSTER_BITS && clusterBits <= Layout.MAX_CLUSTER_BITS,
        "has clusters of 2^" + clusterBits + " bytes");
    headerLength = version == 2 ? Header.LENGTH_2 : bytes.getInt(100);
    require(
        version == 2
            || headerLength >= Header.LENGTH_3
                && headerLength % 8 == 0
                && headerLength <= 1 << clusterBits,
        "has a header of " + headerLength + " bytes");
    long length = file.length();
    bytes = file.read(0, (int) Math.min(1 << clusterBits, Math.max(length, bytes.capacity())));
    require(bytes.getInt(32) == 0, "is encrypted, which is not served");
    Optional<String> backingFile = backingFile();
    readExtensions();
    requireKnownFeatures();
    Header header = header(clusterBits, backingFile);
    check(header);
    return header;
  }

  private Header header(int clusterBits, Optional<String> backingFile) throws FormatException {
    boolean three = version == 3;
    long incompatible = three ? bytes.getLong(Header.INCOMPATIBLE_FEATURES) : 0;
    int type = headerLength > Header.LENGTH_3 ? bytes.get(Header.LENGTH_3) & 0xFF : 0;
    require(type <= 1, "has the unknown compression type " + type);
    require(
        (type != 0) == ((incompatible & Features.COMPRESSION_TYPE) != 0),
        "contradicts itself on its compression type");
    return new Header(
        version,
        backingFile,
        backingFormat,
        dataFile,
        clusterBits,
        bytes.getLong(Header.SIZE),
        bytes.getInt(Header.L1_SIZE),
        bytes.getLong(40),
        bytes.getLong(Header.REFCOUNT_TABLE_OFFSET),
        bytes.getInt(56),
        bytes.getInt(Header.SNAPSHOT_COUNT),
        bytes.getLong(64),
        incompatible,
        three ? bytes.getLong(80) : 0,
        three ? bytes.getLong(88) : 0,
        three ? bytes.getInt(96) : 4,
        type == 0 ? CompressionType.DEFLATE : CompressionType.ZSTD);
  }

  private Optional<String> backingFile() throws FormatException {
    long offset = bytes.getLong(8);
    int length = bytes.getInt(16);
    extensionsEnd = bytes.capacity();
    if (offset == 0) {
      return Optional.empty();
    }
    require(
        length > 0
            && length <= LONGEST_NAME
            && offset >= headerLength
            && offset <= bytes.capacity() - length,
        "says that its backing file's name has %d bytes at %d".formatted(length, offset));
    extensionsEnd = (int) offset;
    return Optional.of(text((int) offset, length));
  }

  private void readExtensions() throws FormatException {
    int at = headerLength;
    while (at <= extensionsEnd - 8) {
      int type = bytes.getInt(at);
      int length = bytes.getInt(at + 4);
      at += 8;
      if (type == Header.EXTENSION_END) {
        return;
      }
      require(
          length >= 0 && length <= extensionsEnd - at,
          "has a header extension of %d bytes".formatted(length));
      takeExtension(type, at, length);
      at += length + 7 & ~7;
    }
  }

  private void takeExtension(int type, int at, int length) throws FormatException {
    switch (type) {
      case Header.EXTENSION_BACKING_FORMAT -> {
        require(length <= LONGEST_NAME, "has a long name of its backing file's format");
        backingFormat = Optional.of(text(at, length));
      }
      case Header.EXTENSION_EXTERNAL_DATA_FILE -> {
        require(length <= LONGEST_NAME, "has a long name of its data file");
        dataFile = Optional.of(text(at, length));
      }
      case Header.EXTENSION_FEATURE_NAMES -> unknownFeatures = namesOfUnknown(at, length);
      default -> {
        // Others may be ignored: what must be understood has a feature bit.
      }
    }
  }

  private String namesOfUnknown(int at, int length) {
    StringBuilder names = new StringBuilder();
    long features = version == 3 ? bytes.getLong(Header.INCOMPATIBLE_FEATURES) : 0;
    for (int i = at; i <= at + length - FEATURE_NAME_LENGTH; i += FEATURE_NAME_LENGTH) {
      long bit = 1L << bytes.get(i + 1);
      if (bytes.get(i) == 0 && (features & bit & ~Features.KNOWN_INCOMPATIBLE) != 0) {
        names.append(": ").append(text(i + 2, FEATURE_NAME_LENGTH - 2).replace("\0", ""));
      }
    }
    return names.toString();
  }

  private void requireKnownFeatures() throws FormatException {
    if (version == 3) {
      long unknown = bytes.getLong(Header.INCOMPATIBLE_FEATURES) & ~Features.KNOWN_INCOMPATIBLE;
      require(
          unknown == 0,
          "needs features that are not known here (0x%x%s)".formatted(unknown, unknownFeatures));
    }
  }

  private void check(Header header) throws IOException {
    require(
        header.refcountOrder() >= 0 && header.refcountOrder() <= 6,
        "has refcounts of 2^" + header.refcountOrder() + " bits");
    require(
        !header.has(Features.EXTENDED_L2) || header.clusterBits() >= 14,
        "has extended L2 entries and clusters of less than 16 KiB");
    Layout layout = Layout.of(header);
    require(header.size() > 0, "is a disk of " + header.size() + " bytes");
    long entries = header.size() / layout.l2Span() + 1;
    require(entries <= Layout.MAX_L1_BYTES / 8, "is a disk of " + header.size() + " bytes");
    require(
        header.l1Size() >= layout.l1EntriesFor(header.size())
            && header.l1Size() <= Layout.MAX_L1_BYTES / 8,
        "has an L1 table of " + header.l1Size() + " entries");
    TablePlace.L1.require(file, layout, header.l1Offset(), header.l1Size() * 8L);
  }

  private String text(int at, int length) {
    byte[] text = new byte[length];
    bytes.get(at, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private void require(boolean condition, String problem) throws FormatException {
    if (!condition) {
      throw new FormatException(file.name() + " " + problem);
    }
  }
}
