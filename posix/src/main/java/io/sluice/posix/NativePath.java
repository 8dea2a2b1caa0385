package io.sluice.posix;

import com.sun.jna.Native;
import java.nio.file.Path;

/** A path as the C library wants it: the bytes that the JDK's own file calls use, and a 0. */
final class NativePath {
  private static final String ENCODING = System.getProperty("sun.jnu.encoding", "UTF-8");

  private NativePath() {}

  static byte[] of(Path path) {
    return Native.toByteArray(path.toString(), ENCODING);
  }
}
