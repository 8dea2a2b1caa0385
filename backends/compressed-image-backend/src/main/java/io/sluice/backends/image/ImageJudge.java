package io.sluice.backends.image;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.OpenLayer;
import io.sluice.backend.layer.StoreLayers;
import io.sluice.backend.osgi.ConfigurationJudge;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backends.seekable.DecodingMemory;
import io.sluice.backends.seekable.Indexes;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges files of this bundle. */
public final class ImageJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of(
        "io.sluice.backend.image",
        (properties, etc) -> {
          HandlerConfig config = new HandlerConfig(properties, ImageBackendConfig.class);
          config.name();
          config.requireKnownKeys();
          ImageFormat.of(config).volume(config, new LayersUnopened(), caches());
        },
        "io.sluice.cache.image",
        (properties, etc) -> ImageCacheSettings.of(properties));
  }

  private static ImageCaches caches() {
    return new ImageCaches(
        new Indexes(Optional.empty()), new DecodingMemory(DecodingMemory.USUAL_BYTES));
  }

  /** Nothing is opened to judge a file. */
  private static final class LayersUnopened implements StoreLayers {
    @Override
    public Volume layer(URI below, String owner, LayerAccess access) {
      return new Volume() {
        @Override
        public VolumeInfo probe() throws IOException {
          throw new IOException(below + " is not opened to judge a file");
        }

        @Override
        public BlockStore open() throws IOException {
          throw new IOException(below + " is not opened to judge a file");
        }
      };
    }

    @Override
    public List<OpenLayer> openLayers() {
      return List.of();
    }
  }
}
