package io.sluice.gateway.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.configuration.BackendSchema;
import io.sluice.gateway.configuration.ConfigurationChange;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchema;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.configuration.ConfigurationText;
import io.sluice.gateway.shell.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetFilesTest {
  private static final String PID = "io.sluice.test";

  @TempDir Path etc;
  private final Transport transport = new Transport();
  private TargetFiles targets;

  /** Takes up what is in the folder at once; refuses the portal {@code taken}. */
  private final class Transport implements ConfiguredTargets {
    private String unavailable = "";
    private Map<Integer, String> luns = Map.of();

    @Override
    public TargetScope scope() {
      return TargetScope.builder("lio", "lio-acl", PID).numbered(true).build();
    }

    @Override
    public Optional<String> unavailable() {
      return Optional.of(unavailable).filter(reason -> !reason.isEmpty());
    }

    @Override
    public List<TargetView> targets() {
      Map<String, ?> keys = applied(PID + "~disks");
      return keys.isEmpty() ? List.of() : List.of(view(keys));
    }

    private TargetView view(Map<String, ?> keys) {
      String portals = String.valueOf(keys.get("portals"));
      String problem = portals.equals("taken") ? "the port is taken" : "";
      return TargetView.builder("disks").iqn("iqn").luns(luns).problem(problem).build();
    }

    @Override
    public List<String> disks() {
      return List.of("disk0", "disk1", "disk2");
    }

    @Override
    public Map<String, ?> applied(String pid) {
      Map<String, String> keys = new HashMap<>();
      try {
        Optional<ConfigurationText> text = file("disks").read();
        text.ifPresent(t -> t.keys().forEach(key -> keys.put(key, t.value(key).orElse(""))));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return keys;
    }

    @Override
    public void reread(String pid) {}
  }

  private ConfigurationFile file(String name) {
    return new ConfigurationFile(etc.resolve(PID + "-" + name + ".cfg"));
  }

  /** The folder, with nobody who reads it. */
  private final class Folder implements ConfigurationFiles {
    @Override
    public ConfigurationFile file(String factoryPid, String name) {
      return TargetFilesTest.this.file(name);
    }

    @Override
    public ConfigurationFile other(String fileName) {
      return new ConfigurationFile(etc.resolve(fileName));
    }

    @Override
    public Optional<ConfigurationFile> fileOf(String pid) {
      return Optional.empty();
    }

    @Override
    public List<ConfigurationFile> filesOf(String factoryPid) {
      return List.of();
    }

    @Override
    public void forget(String pid) {}

    @Override
    public ConfigurationChange change() {
      return new Change();
    }
  }

  /** A change that is read at once. */
  private static final class Change implements ConfigurationChange {
    private final Map<ConfigurationFile, Optional<String>> before = new LinkedHashMap<>();

    private void remember(ConfigurationFile file) throws IOException {
      before.putIfAbsent(file, file.content());
    }

    @Override
    public void write(ConfigurationFile file, ConfigurationText text) throws IOException {
      remember(file);
      file.write(text);
    }

    @Override
    public void writeSecret(ConfigurationFile file, String content) throws IOException {
      remember(file);
      file.writeSecret(content);
    }

    @Override
    public void delete(ConfigurationFile file) throws IOException {
      remember(file);
      file.delete();
    }

    @Override
    public void awaitRead(Duration bound) {}

    @Override
    public void rollBack() throws IOException {
      for (Map.Entry<ConfigurationFile, Optional<String>> each : before.entrySet()) {
        if (each.getValue().isPresent()) {
          each.getKey().write(each.getValue().get());
        } else {
          each.getKey().delete();
        }
      }
    }
  }

  private static final ConfigurationSchemas NO_SCHEMAS =
      new ConfigurationSchemas() {
        @Override
        public Optional<ConfigurationSchema> of(String factoryPid) {
          return Optional.empty();
        }

        @Override
        public List<BackendSchema> backends() {
          return List.of();
        }
      };

  @BeforeEach
  void writeTarget() throws IOException {
    targets = new TargetFiles(transport, new Folder(), NO_SCHEMAS);
    write("disks", "# mine\nluns = disk0:0, disk2:2\nchapFile = disks.secrets\n");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(file(name).path(), text);
  }

  private String content() throws IOException {
    return file("disks").content().orElse("");
  }

  @Test
  void shouldGiveADiskTheLowestFreeNumberWhereThereMustBeOne() throws IOException {
    new TargetLuns(targets).add("disks", "disk1");
    assertEquals("# mine\nluns = disk0:0, disk2:2, disk1:1\nchapFile = disks.secrets\n", content());
    new TargetLuns(targets).remove("disks", "disk0");
    assertTrue(content().contains("luns = disk2:2, disk1:1\n"), content());
  }

  @Test
  void shouldRefuseADiskThatIsNotThereWithTheNearest() throws IOException {
    String before = content();
    Refusal refusal =
        assertThrows(Refusal.class, () -> new TargetLuns(targets).add("disks", "dsik1"));
    assertTrue(refusal.getMessage().contains("Did you mean disk1?"), refusal.getMessage());
    assertEquals(before, content());
  }

  @Test
  void shouldRefuseANumberOfADiskThatTheListGivesNone() throws IOException {
    write("disks", "luns = disk0\n");
    transport.luns = Map.of(2, "disk0");
    Refusal refusal =
        assertThrows(Refusal.class, () -> new TargetLuns(targets).add("disks", "disk1:2"));
    assertTrue(refusal.getMessage().contains("number 2 is disk0's"), refusal.getMessage());
    assertEquals("luns = disk0\n", content());
    new TargetLuns(targets).add("disks", "disk1:3");
    assertEquals("luns = disk0, disk1:3\n", content());
  }

  @Test
  void shouldLeaveADiskAloneThatWasThereBefore() throws IOException {
    write("disks", "luns = gone:5\n");
    new TargetLuns(targets).add("disks", "disk0:1");
    assertEquals("luns = gone:5, disk0:1\n", content());
  }

  @Test
  void shouldPutTheFileBackWhereTheTargetCanNotBeSo() throws IOException {
    String before = content();
    Refusal refusal =
        assertThrows(
            Refusal.class, () -> targets.edit("disks", text -> text.set("portals", "taken")));
    assertTrue(refusal.getMessage().contains("the port is taken"), refusal.getMessage());
    assertEquals(before, content());
  }

  @Test
  void shouldWriteNothingWhereThereCanBeNoTargets() throws IOException {
    transport.unavailable = "no kernel for it";
    String before = content();
    assertThrows(Refusal.class, () -> targets.edit("disks", text -> text.set("enabled", "true")));
    assertEquals(before, content());
  }

  @Test
  void shouldSayThatThereCanBeNoneAndNotHowToMakeOne() {
    transport.unavailable = "no kernel for it";
    Refusal refusal = assertThrows(Refusal.class, () -> targets.get("other"));
    assertTrue(refusal.getMessage().contains("no kernel for it"), refusal.getMessage());
    String list = TargetText.list(targets.scope(), List.of(), targets.unavailable());
    assertEquals("There is none, and none can be made: no kernel for it.\n", list);
  }

  @Test
  void shouldRemoveSecretsThatNobodyElseNames() throws IOException {
    Path secrets = Files.writeString(etc.resolve("disks.secrets"), "initiator a aaaaaaaaaaaa\n");
    assertEquals(Optional.of(new ConfigurationFile(secrets)), targets.ownSecrets("disks"));
    write("other", "chapFile = disks.secrets\n");
    assertEquals(Optional.empty(), targets.ownSecrets("disks"));
    file("other").delete();
    targets.remove("disks", targets.ownSecrets("disks"));
    assertFalse(Files.exists(secrets));
    assertFalse(file("disks").exists());
  }

  @Test
  void shouldTellWhichDisksAreOfferedNoMoreAfterTheLastTarget() throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      CommandSession nobody =
          (CommandSession)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {CommandSession.class},
                  (proxy, method, arguments) -> null);
      new TargetCommands(targets).remove(nobody, "disks", "--yes");
    } finally {
      System.setOut(before);
    }
    String text = said.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("offered these disks now: disk0, disk1, disk2"), text);
  }

  @Test
  void shouldLeaveSecretsOutsideOfTheFolderAlone() throws IOException {
    write("disks", "luns = disk0:0\nchapFile = /etc/shadow\n");
    assertEquals(Optional.empty(), targets.ownSecrets("disks"));
  }
}
