package io.sluice.backends.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Volume;
import io.sluice.backend.layer.SharedLayers;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backends.qcow2.Qcow2Creation;
import io.sluice.backends.qcow2.Qcow2Volume;
import io.sluice.backends.seekable.DecodingMemory;
import io.sluice.backends.seekable.Indexes;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageBackendTest {
  private static final ImageCaches CACHES =
      new ImageCaches(new Indexes(Optional.empty()), new DecodingMemory(64 << 20));

  @TempDir private Path folder;

  private static HandlerConfig config(String... keysAndValues) {
    Map<String, Object> values = new HashMap<>();
    values.put("service.pid", "io.sluice.backend.image~disk0");
    for (String pair : keysAndValues) {
      values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return new HandlerConfig(values, ImageBackendConfig.class);
  }

  private static Volume volume(HandlerConfig config) throws ConfigException {
    return ImageFormat.of(config).volume(config, new SharedLayers(List.of()), CACHES);
  }

  @Test
  void shouldServeTheImageThatIsNamed() throws Exception {
    Path image = folder.resolve("disk.qcow2");
    Qcow2Volume.create(image, new Qcow2Creation(1 << 20, 16, false, Optional.empty()));
    Volume volume = volume(config("format=qcow2", "image=" + image, "blockSize=4096"));
    assertEquals(256, volume.probe().geometry().blocks());
    volume.open().close();
  }

  @Test
  void shouldNameTheFormatsThereAre() {
    ConfigException e =
        assertThrows(ConfigException.class, () -> volume(config("format=vhd", "image=/x")));
    assertEquals(
        "io.sluice.backend.image~disk0: format = vhd: is one of "
            + String.join(", ", ImageFormat.ALL.keySet()),
        e.getMessage());
  }

  @Test
  void shouldServeACompressedImage() throws Exception {
    Path image = folder.resolve("disk.img.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(image))) {
      out.write(new byte[10_000]);
    }
    Volume volume = volume(config("format=gzip", "image=" + image, "blockSize=4096"));
    assertEquals(3, volume.probe().geometry().blocks());
    assertTrue(volume.probe().capabilities().readOnly());
    volume.open().close();
  }

  @ParameterizedTest
  @CsvSource({
    "image=/x, format is missing",
    "format=qcow2, image is missing",
    "format=qcow2|image=x, 'image = x: begins with / or with a scheme, such as https:'",
    "format=qcow2|image=/x|dataFile=https://h/x, 'dataFile = https://h/x: is a file''s path'",
    "format=gzip|image=/x|snapshot=1, 'snapshot = 1: is for format = qcow2 only'",
    "format=gzip|image=/x|decodedCache=1M, 'decodedCache = 1M: is for format = qcow2 only'",
    "format=qcow2|image=/x|readOnly=maybe, 'readOnly = maybe: is true or false'"
  })
  void shouldNameKeyAndRemedy(String keys, String message) {
    ConfigException e =
        assertThrows(ConfigException.class, () -> volume(config(keys.split("\\|", -1))));
    assertEquals("io.sluice.backend.image~disk0: " + message, e.getMessage());
  }
}
