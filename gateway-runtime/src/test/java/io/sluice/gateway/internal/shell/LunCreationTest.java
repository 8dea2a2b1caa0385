package io.sluice.gateway.internal.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.gateway.configuration.BackendSchema;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationSchema;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LunCreationTest {
  private static final ConfigurationSchema LUN =
      schema("io.sluice.lun", List.of(), List.of("handler", "threads"));
  private static final List<BackendSchema> BACKENDS =
      List.of(
          backend("file", List.of("path"), List.of("size", "create", "name")),
          backend("image", List.of("format", "image"), List.of("backing", "file")),
          backend("memory", List.of("size"), List.of("blockSize")),
          backend("lba", List.of(), List.of("size")),
          new BackendSchema("chunks", schema("com.acme.store", List.of("path"), List.of())));

  private static BackendSchema backend(String kind, List<String> required, List<String> optional) {
    return new BackendSchema(kind, schema("io.sluice.backend." + kind, required, optional));
  }

  private static ConfigurationSchema schema(
      String pid, List<String> required, List<String> optional) {
    List<ConfigurationKey> keys = new ArrayList<>();
    required.forEach(name -> keys.add(key(name, true)));
    optional.forEach(name -> keys.add(key(name, false)));
    return new ConfigurationSchema(pid, pid, "what it is", "bundle 1", keys);
  }

  private static ConfigurationKey key(String name, boolean required) {
    String type = name.equals("create") ? ConfigurationKey.FLAG : ConfigurationKey.TEXT;
    return new ConfigurationKey(name, type, Optional.empty(), required, "meaning", value -> "");
  }

  private static final Backends INSTALLED =
      new Backends(
          new ConfigurationSchemas() {
            @Override
            public Optional<ConfigurationSchema> of(String factoryPid) {
              return Optional.empty();
            }

            @Override
            public List<BackendSchema> backends() {
              return BACKENDS;
            }
          });

  private static LunCreation parse(String line) {
    return LunCreation.parse(INSTALLED, LUN, List.of("iscsi"), line.split(" ", -1));
  }

  @Test
  void shouldGiveTheBackendsOwnOptionToTheFirstKeyThatItNeeds() {
    LunCreation file = parse("disk0 --file /srv/disk0.img --threads 2 --iscsi.lun 7");
    assertEquals(Map.of("path", "/srv/disk0.img"), file.handlerKeys());
    assertEquals(Map.of("handler", "disk0", "threads", "2", "iscsi.lun", "7"), file.lunKeys());
    assertEquals(Map.of("size", "64M"), parse("disk0 --memory 64M").handlerKeys());
  }

  @Test
  void shouldKnowABackendWhoseFilesAreCalledOtherwiseThanItself() {
    LunCreation chunks = parse("disk0 --chunks /srv/chunks");
    assertEquals(Map.of("path", "/srv/chunks"), chunks.handlerKeys());
    assertEquals("com.acme.store", chunks.backend().orElseThrow().factoryPid());
  }

  @Test
  void shouldTakeABackendThatNeedsNoKey() {
    assertEquals(Map.of("size", "32M"), parse("disk0 --lba --size 32M").handlerKeys());
    assertEquals(Map.of(), parse("disk0 --lba").handlerKeys());
  }

  @Test
  void shouldTakeTrueAndFalseBehindAFlag() {
    LunCreation file = parse("disk0 --file /srv/disk0.img --size 1G --create false --threads 2");
    assertEquals("false", file.handlerKeys().get("create"));
    assertEquals("2", file.lunKeys().get("threads"));
  }

  @Test
  void shouldGiveTheBackendsOwnOptionToTheKeyThatIsCalledLikeIt() {
    assertEquals(
        Map.of("image", "/srv/a.qcow2", "format", "qcow2"),
        parse("disk0 --image /srv/a.qcow2 --format qcow2").handlerKeys());
    assertEquals(
        Map.of("image", "a", "format", "raw"), parse("disk0 --format=raw --image=a").handlerKeys());
    assertTrue(
        assertThrows(Refusal.class, () -> parse("disk0 --image a"))
            .getMessage()
            .contains("--format"));
    assertTrue(
        assertThrows(Refusal.class, () -> parse("disk0 --image --format raw"))
            .getMessage()
            .contains("--image"));
  }

  @Test
  void shouldTakeTheOptionOfAnotherBackendForAKeyWhereItIsOne() {
    assertEquals(
        Map.of("image", "a", "format", "raw", "file", "b"),
        parse("disk0 --image a --format raw --file b").handlerKeys());
    assertThrows(Refusal.class, () -> parse("disk0 --memory 64M --file b"));
  }

  @Test
  void shouldMakeWhatHasASize() {
    assertEquals(
        Map.of("path", "/a", "size", "1G", "create", "true"),
        parse("disk0 --file /a --size 1G").handlerKeys());
    assertEquals(
        Map.of("path", "/a", "size", "1G", "create", "false"),
        parse("disk0 --file /a --size 1G --create=false").handlerKeys());
  }

  @Test
  void shouldBeginPathsInTheFolderOfThePerson(@TempDir Path folder) throws IOException {
    assertEquals(
        Map.of("path", folder.resolve("a.img").toString()),
        parse("disk0 --file a.img").in(folder).handlerKeys());
    LunCreation image = parse("disk0 --image a.qcow2 --format qcow2");
    assertEquals("a.qcow2", image.in(folder).handlerKeys().get("image"));
    Path file = Files.createFile(folder.resolve("a.qcow2"));
    assertEquals(file.toString(), image.in(folder).handlerKeys().get("image"));
    assertEquals(
        "https://example.org/a",
        parse("disk0 --image https://example.org/a --format raw")
            .in(folder)
            .handlerKeys()
            .get("image"));
  }

  @Test
  void shouldListEachOptionOnce() {
    List<String> names =
        LunCreation.options(INSTALLED, LUN, List.of()).stream().map(Option::name).toList();
    assertEquals(names.stream().distinct().toList(), names);
    assertTrue(
        names.containsAll(List.of("--image", "--format", "--file", "--memory", "--threads")));
  }
}
