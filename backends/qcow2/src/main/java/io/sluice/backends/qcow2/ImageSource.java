package io.sluice.backends.qcow2;

import io.sluice.backend.Volume;
import java.io.IOException;
import java.nio.file.Path;

/** Where an image's bytes are. */
public abstract class ImageSource {
  ImageSource() {}

  /** A regular file of this machine, which can be written. */
  public static ImageSource file(Path path) {
    return new ImageSource() {
      @Override
      ImageFile look() throws IOException {
        return LocalFile.look(path);
      }

      @Override
      ImageFile hold(boolean readOnly) throws IOException {
        return LocalFile.hold(path, readOnly);
      }

      @Override
      boolean isReadOnly() {
        return false;
      }

      @Override
      public String toString() {
        return path.toString();
      }
    };
  }

  /** Another volume's content, which is only read. */
  public static ImageSource volume(Volume volume) {
    return new ImageSource() {
      @Override
      ImageFile look() throws IOException {
        return hold(true);
      }

      @Override
      ImageFile hold(boolean readOnly) throws IOException {
        return new VolumeFile(volume.open(), volume.toString());
      }

      @Override
      boolean isReadOnly() {
        return true;
      }

      @Override
      public String toString() {
        return volume.toString();
      }
    };
  }

  /** Opens it to look at it, whoever else has it. */
  abstract ImageFile look() throws IOException;

  /** Opens it to serve it, and keeps others out where it may be written. */
  abstract ImageFile hold(boolean readOnly) throws IOException;

  abstract boolean isReadOnly();
}
