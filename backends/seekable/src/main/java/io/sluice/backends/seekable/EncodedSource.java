package io.sluice.backends.seekable;

import io.sluice.backend.Volume;
import java.io.IOException;
import java.nio.file.Path;

/** Where a compressed file is. Its {@code toString} names it for a person, without secrets. */
public interface EncodedSource {
  /** Opens it to look at it, whoever else has it. */
  EncodedFile look() throws IOException;

  /** Opens it to serve it, and keeps out who would write to it, where that can be. */
  EncodedFile hold() throws IOException;

  /** A regular file of this machine. */
  static EncodedSource file(Path path) {
    return new EncodedSource() {
      @Override
      public EncodedFile look() throws IOException {
        return LocalEncodedFile.look(path);
      }

      @Override
      public EncodedFile hold() throws IOException {
        return LocalEncodedFile.hold(path);
      }

      @Override
      public String toString() {
        return path.toString();
      }
    };
  }

  /** Another volume's content. */
  static EncodedSource volume(Volume volume) {
    return new EncodedSource() {
      @Override
      public EncodedFile look() throws IOException {
        return hold();
      }

      @Override
      public EncodedFile hold() throws IOException {
        return new EncodedVolume(volume.open(), volume.toString());
      }

      @Override
      public String toString() {
        return volume.toString();
      }
    };
  }
}
