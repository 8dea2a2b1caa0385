package io.sluice.backends.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileBackendTest {
  private static HandlerConfig config(String... keysAndValues) {
    Map<String, Object> values = new HashMap<>();
    values.put("service.pid", "io.sluice.backend.file~disk0");
    for (String pair : keysAndValues) {
      values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return new HandlerConfig(values, FileBackendConfig.class);
  }

  @Test
  void shouldReadAllKeys() throws ConfigException {
    HandlerConfig config =
        config(
            "path=/srv/disk.img",
            "size=10G",
            "create=true",
            "blockSize=4096",
            "preallocate=true",
            "discard=on");
    config.requireKnownKeys();
    assertEquals(
        new FileSpec(Path.of("/srv/disk.img"), 10L << 30, true, 4096, false, true, Discard.ON),
        FileBackend.spec(config));
  }

  @Test
  void shouldNeedNoMoreThanAPath() throws ConfigException {
    assertEquals(
        FileSpec.of(Path.of("/srv/disk.img")), FileBackend.spec(config("path=/srv/disk.img")));
  }

  @ParameterizedTest
  @CsvSource({
    "size=1G, path is missing",
    "path=disk.img, 'path = disk.img: is to begin with /'",
    "path=/x|size=10X, 'size = 10X: is a number of bytes, or has K, M, G, T or P (of 1024) behind it'",
    "path=/x|blockSize=520, 'blockSize = 520: is one of [512, 1024, 2048, 4096]'",
    "path=/x|create=true, 'create = true: needs size, such as size = 10G'",
    "path=/x|readOnly=yes, 'readOnly = yes: is true or false'",
    "path=/x|discard=sometimes, 'discard = sometimes: is auto, on or off'",
    "path=/x|size=1000, 'size = 1000: is a multiple of the block size, 512 bytes'"
  })
  void shouldNameKeyAndRemedy(String keys, String message) {
    ConfigException e =
        assertThrows(ConfigException.class, () -> FileBackend.spec(config(keys.split("\\|", -1))));
    assertEquals("io.sluice.backend.file~disk0: " + message, e.getMessage());
  }
}
