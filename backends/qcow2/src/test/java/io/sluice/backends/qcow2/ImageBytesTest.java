package io.sluice.backends.qcow2;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.Volume;
import io.sluice.property.AnyBytesContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An image that nobody vouches for: its header, its tables, and what they lead to. */
public class ImageBytesTest extends AnyBytesContract {
  private static final int SIZE = 256 << 10;
  private static final int PIECE = 32 << 10;

  private final Path image;

  public ImageBytesTest() throws IOException {
    image = Files.createTempFile("any", ".qcow2");
    image.toFile().deleteOnExit();
  }

  @Override
  public List<byte[]> sound() throws IOException {
    List<byte[]> images = new ArrayList<>();
    for (int clusterBits : new int[] {9, 12}) {
      Files.delete(image);
      Qcow2Volume.create(image, new Qcow2Creation(SIZE, clusterBits, false, Optional.empty()));
      images.add(Files.readAllBytes(image));
      try (BlockStore store = TestImages.open(image, Qcow2Options.DEFAULT)) {
        store.write(4096, Segments.of(new byte[512]), 0);
      }
      images.add(Files.readAllBytes(image));
    }
    return images;
  }

  @Override
  public void read(byte[] bytes) {
    try {
      Files.write(image, bytes);
      Volume volume = new Qcow2Volume(ImageSource.file(image), Qcow2Options.DEFAULT);
      volume.probe();
      try (BlockStore store = volume.open()) {
        int piece = (int) Math.min(store.size(), PIECE);
        byte[] content = new byte[piece];
        store.read(0, Segments.of(content));
        store.read(store.size() - piece, Segments.of(content));
        store.write(0, Segments.of(new byte[512]), 0);
      }
    } catch (IOException e) {
      // refused
    }
  }
}
