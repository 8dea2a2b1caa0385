package io.sluice.backend.image;

import io.sluice.backend.qcow2.Qcow2Facts;
import io.sluice.backend.seekable.EncodedFile;
import io.sluice.backend.seekable.EncodedSource;
import io.sluice.backend.seekable.SeekIndex;
import io.sluice.backend.seekable.SeekableFormat;
import io.sluice.backend.seekable.SpanLengths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells a person what a file looks like. Nothing of the gateway uses it: it can be deceived. */
final class Inspection {
  private final Path path;
  private final ImageCaches caches;
  private final List<String> lines = new ArrayList<>();

  private Inspection(Path path, ImageCaches caches) {
    this.path = path;
    this.caches = caches;
  }

  /**
   * What there is to say of it, line by line.
   *
   * @throws io.sluice.backend.StoreException NOT READY while an index is being built
   */
  static List<String> of(Path path, ImageCaches caches) throws IOException {
    Inspection inspection = new Inspection(path, caches);
    inspection.run();
    return inspection.lines;
  }

  private void run() throws IOException {
    EncodedSource source = EncodedSource.file(path);
    try (EncodedFile file = source.look()) {
      ByteBuffer first = file.read(0, (int) Math.min(RawContent.ENOUGH, file.length()));
      // bgzf is looked for before gzip, which it is as well
      for (Map.Entry<String, ImageFormat> known : ImageFormat.ALL.entrySet()) {
        if (known.getValue().looksLike(first)) {
          lines.add("%s looks like %s".formatted(path, known.getKey()));
          add("file", SpanLengths.size(file.length()));
          if (known.getValue() instanceof SeekableImage image) {
            describe(image.format(), source, file);
          } else {
            describeQcow2();
          }
          return;
        }
      }
      describeRaw(file, first);
    }
  }

  private void add(String label, String value) {
    lines.add("  %-14s %s".formatted(label, value));
  }

  private void describeQcow2() throws IOException {
    Qcow2Facts facts = Qcow2Facts.of(path);
    add("disk", SpanLengths.size(facts.size()));
    add("header", String.join(", ", facts.details()));
    facts.backingFile().ifPresent(name -> add("stands on", name));
    facts.dataFile().ifPresent(name -> add("data in", name));
    facts.onlyRead().ifPresent(why -> add("read-only", why));
    add("random reads", "quick");
    List<String> keys = new ArrayList<>(List.of("format = qcow2", "image = " + path));
    facts.backingFile().ifPresent(name -> keys.add("backing = ... (file:/PATH or volume:NAME)"));
    facts.dataFile().ifPresent(name -> keys.add("dataFile = ... (/PATH)"));
    facts.onlyRead().ifPresent(why -> keys.add("readOnly = true"));
    configure("image", keys);
  }

  private void describe(SeekableFormat format, EncodedSource source, EncodedFile file)
      throws IOException {
    SeekIndex index = caches.indexes().of(format, source, file);
    SpanLengths lengths = SpanLengths.of(index);
    add("decoded", SpanLengths.size(index.length()));
    if (index.leftOut() > 0) {
      add("left out", index.leftOut() + " bytes at the file's end, which are none of it");
    }
    add(
        "spans",
        "%d, the longest %s".formatted(lengths.spans(), SpanLengths.size(lengths.longest())));
    add("random reads", speed(lengths));
    String content = content(firstDecoded(format, file, index));
    if (!content.isEmpty()) {
      add("content", content);
    }
    configure("image", List.of("format = " + format.name(), "image = " + path));
  }

  private static String content(ByteBuffer first) {
    for (Map.Entry<String, ImageFormat> known : ImageFormat.ALL.entrySet()) {
      if (known.getValue().looksLike(first)) {
        return known.getKey() + ", which another image can be made of: image = volume:NAME";
      }
    }
    return RawContent.describe(first);
  }

  private String speed(SpanLengths lengths) {
    if (!caches.memory().isDecodedWhole(lengths.longest())) {
      return "SLOW: " + lengths.explain();
    }
    return lengths.longest() > 4 << 20
        ? "each decodes a block of up to " + SpanLengths.size(lengths.longest())
        : "quick";
  }

  private static ByteBuffer firstDecoded(SeekableFormat format, EncodedFile file, SeekIndex index)
      throws IOException {
    if (index.spans() == 0) {
      return ByteBuffer.allocate(0);
    }
    try (InputStream in = format.decode(file, index, 0)) {
      return ByteBuffer.wrap(in.readNBytes(RawContent.ENOUGH));
    }
  }

  private void describeRaw(EncodedFile file, ByteBuffer first) throws IOException {
    String content = RawContent.describe(first);
    lines.add(
        "%s looks like no image format that is known here: raw, or of another".formatted(path));
    add("file", SpanLengths.size(file.length()));
    if (!content.isEmpty()) {
      add("content", content);
    }
    configure("file", List.of("path = " + path));
  }

  private void configure(String backend, List<String> keys) {
    lines.add("To serve it, write etc/io.sluice.backend.%s-NAME.cfg:".formatted(backend));
    keys.forEach(key -> lines.add("  " + key));
  }
}
