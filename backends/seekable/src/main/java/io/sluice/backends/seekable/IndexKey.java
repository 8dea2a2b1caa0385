package io.sluice.backends.seekable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What an index is of.
 *
 * @param format with the version of its index
 * @param content the file's identity, and a digest of its ends: where an identity does not change
 *     with the content, they mostly do
 * @param length bytes of the file
 */
record IndexKey(String format, String content, long length) {
  private static final int END = 4096;

  /** Reads the file's two ends. */
  static IndexKey of(SeekableFormat format, EncodedFile file) throws IOException {
    MessageDigest digest = sha256();
    int part = (int) Math.min(END, file.length());
    digest.update(file.read(0, part));
    digest.update(file.read(file.length() - part, part));
    return new IndexKey(
        format.name() + " " + format.indexVersion() + format.tolerance().variant(),
        file.identity() + " " + HexFormat.of().formatHex(digest.digest()),
        file.length());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The same for the same index, and for no other: a file's name. */
  String fileName() {
    byte[] text = toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha256().digest(text));
  }

  @Override
  public String toString() {
    return format + " " + length + " " + content;
  }
}
