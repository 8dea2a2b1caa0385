package io.sluice.backends.http.remote;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The content codings (RFC 9110 8.4) that are taken as the file's own. Ranges are of the encoded
 * representation (14), so such a file is served byte for byte as it is stored; of any other, ranges
 * would be of something that the server compresses as it goes.
 *
 * @param own those of the configuration: {@code gzip}, {@code zstd} …
 */
record Codings(Set<String> own) {
  /**
   * Words that servers write there although nothing is encoded: of uploads in chunks (Amazon S3),
   * of transfer encodings (RFC 2045), of character sets.
   */
  private static final Set<String> NONE =
      Set.of("identity", "aws-chunked", "none", "binary", "7bit", "8bit", "utf-8");

  /** What servers say of files that are named so, as Apache's AddEncoding has it. */
  private static final Map<String, String> BY_SUFFIX =
      Map.ofEntries(
          Map.entry("gz", "gzip"),
          Map.entry("tgz", "gzip"),
          Map.entry("bz2", "bzip2"),
          Map.entry("tbz", "bzip2"),
          Map.entry("xz", "xz"),
          Map.entry("txz", "xz"),
          Map.entry("lzma", "lzma"),
          Map.entry("zst", "zstd"),
          Map.entry("z", "compress"),
          Map.entry("lz4", "lz4"),
          Map.entry("br", "br"));

  /**
   * What of a Content-Encoding stands in the way.
   *
   * @param header its whole value, a list
   * @param places URLs of the file, whose names may tell that it is stored so
   * @return empty where nothing does
   */
  String foreign(String header, URI... places) {
    List<String> found = new ArrayList<>();
    for (String token : header.split(",", -1)) {
      String coding = canonical(token);
      if (!coding.isEmpty() && !NONE.contains(coding)) {
        found.add(coding);
      }
    }
    boolean ours = found.size() == 1 && isOwn(found.get(0), places);
    return ours ? "" : String.join(", ", found);
  }

  private boolean isOwn(String coding, URI... places) {
    if (own.stream().map(Codings::canonical).anyMatch(coding::equals)) {
      return true;
    }
    for (URI place : places) {
      String path = place.getPath() == null ? "" : place.getPath();
      String suffix = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      if (coding.equals(BY_SUFFIX.get(suffix))) {
        return true;
      }
    }
    return false;
  }

  /** {@code x-gzip} is {@code gzip} (RFC 9110 8.4.1.3), and so with the others. */
  private static String canonical(String token) {
    String coding = token.strip().toLowerCase(Locale.ROOT);
    return coding.startsWith("x-") ? coding.substring(2) : coding;
  }
}
