package io.sluice.iscsi.internal.shell;

import io.sluice.gateway.configuration.ConfigurationChange;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchema;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.configuration.ConfigurationText;
import io.sluice.gateway.shell.NearestName;
import io.sluice.gateway.shell.Refusal;
import io.sluice.iscsi.internal.IscsiTransport;
import io.sluice.iscsi.internal.TargetView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Targets by name, and changes of their files that are taken back where they can't be used. */
@Component(service = TargetFiles.class)
public final class TargetFiles {
  static final String PID = "io.sluice.iscsi";

  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 50;

  private final IscsiTransport transport;
  private final ConfigurationFiles files;
  private final ConfigurationSchemas schemas;

  @Activate
  public TargetFiles(
      @Reference IscsiTransport transport,
      @Reference ConfigurationFiles files,
      @Reference ConfigurationSchemas schemas) {
    this.transport = transport;
    this.files = files;
    this.schemas = schemas;
  }

  ConfigurationSchema schema() {
    return schemas.of(PID).orElseThrow();
  }

  List<TargetView> views() {
    return transport.targets();
  }

  Optional<TargetView> find(String name) {
    return views().stream().filter(target -> target.name().equals(name)).findFirst();
  }

  TargetView get(String name) {
    List<String> names = views().stream().map(TargetView::name).toList();
    return find(name)
        .orElseThrow(
            () ->
                new Refusal(
                    "There is no target '"
                        + name
                        + "'"
                        + NearestName.hint(name, names)
                        + " See target:list"));
  }

  ConfigurationFile file(String name) {
    try {
      return files.file(PID, name);
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  /** The file of secrets that a target's configuration names, or that it is to name. */
  ConfigurationFile secrets(String name, ConfigurationText text) {
    String file = text.value("chapFile").orElse(name + ".secrets");
    return file.contains("/") ? new ConfigurationFile(Path.of(file)) : files.other(file);
  }

  /** The text of a target's file. */
  ConfigurationText read(String name) throws IOException {
    return file(name)
        .read()
        .orElseThrow(
            () ->
                new Refusal(
                    "No file in etc/ makes the target " + name + "; make one: target:create NAME"));
  }

  /** Changes the text of a target's file, and waits until the target is so. */
  TargetView edit(String name, Consumer<ConfigurationText> edit) throws IOException {
    ConfigurationText text = read(name);
    edit.accept(text);
    return write(name, text, Optional.empty());
  }

  /**
   * Writes a target's file, and waits until the target is so.
   *
   * @param secrets what its file of secrets is to hold; empty to leave it alone
   * @throws Refusal where the target can't be so; the files are as before
   */
  TargetView write(String name, ConfigurationText text, Optional<String> secrets)
      throws IOException {
    ConfigurationChange change = files.change();
    if (secrets.isPresent()) {
      change.writeSecret(secrets(name, text), secrets.get());
    }
    change.write(file(name), text);
    try {
      change.awaitRead(BOUND);
      awaitApplied(name, text);
      if (secrets.isPresent()) {
        transport.reread(PID + "~" + name);
      }
      TargetView target = get(name);
      if (!target.problem().isEmpty()) {
        throw new IOException(target.problem());
      }
      return target;
    } catch (IOException e) {
      change.rollBack();
      change.awaitRead(BOUND);
      transport.reread(PID + "~" + name);
      throw new Refusal("Nothing was changed: " + e.getMessage(), e);
    }
  }

  private void awaitApplied(String name, ConfigurationText text) throws IOException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!text.isReadAs(transport.applied(PID + "~" + name))) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("it did not take effect within " + BOUND.toSeconds() + " s");
      }
      pause();
    }
  }

  void remove(String name) throws IOException {
    ConfigurationChange change = files.change();
    change.delete(file(name));
    files.forget(PID + "~" + name);
    change.awaitRead(BOUND);
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The items of a list with commas between. */
  static List<String> items(ConfigurationText text, String key) {
    if (text.isReferring(key)) {
      throw new Refusal(key + " refers to other values; change it in the file itself");
    }
    return Arrays.stream(text.value(key).orElse("").split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** Sets a list; an empty one is a key that is not set. */
  static void setItems(ConfigurationText text, String key, List<String> items) {
    if (items.isEmpty()) {
      text.remove(key);
    } else {
      text.set(key, String.join(", ", items));
    }
  }
}
