package io.sluice.backends.file;

import io.sluice.backend.Volume;
import io.sluice.backend.layer.BlockStoreFactory;
import io.sluice.backend.layer.LayerAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Raw files and block devices that others stand on, as {@code file:/images/base.img}. */
@Component
public final class FileFactory implements BlockStoreFactory {
  private static final Set<String> SCHEMES = Set.of("file");

  @Override
  public Set<String> schemes() {
    return SCHEMES;
  }

  @Override
  public Volume volume(URI uri, LayerAccess access) throws IOException {
    FileSpec spec = FileSpec.of(path(uri));
    return new FileVolume(access == LayerAccess.READ_ONLY ? spec.asReadOnly() : spec);
  }

  private static Path path(URI uri) throws IOException {
    try {
      return Path.of(uri);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "a file is named as file:/folder/name, with %20 for a space, and nothing behind it: "
              + e.getMessage(),
          e);
    }
  }
}
