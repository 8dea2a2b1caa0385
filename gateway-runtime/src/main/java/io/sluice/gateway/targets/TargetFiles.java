package io.sluice.gateway.targets;

import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.configuration.ConfigurationChange;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchema;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.configuration.ConfigurationText;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Finds targets by name, and changes their files; a change that can't be used is rolled back. */
public final class TargetFiles {
  static final String CHAP_FILE = "chapFile";

  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 50;

  private final ConfiguredTargets targets;
  private final ConfigurationFiles files;
  private final ConfigurationSchemas schemas;

  public TargetFiles(
      ConfiguredTargets targets, ConfigurationFiles files, ConfigurationSchemas schemas) {
    this.targets = targets;
    this.files = files;
    this.schemas = schemas;
  }

  TargetScope scope() {
    return targets.scope();
  }

  ConfigurationSchema schema() {
    return schemas.of(scope().factoryPid()).orElseThrow();
  }

  /** Why there can be no targets here; empty if there can be. */
  Optional<String> unavailable() {
    return targets.unavailable();
  }

  List<TargetView> views() {
    return targets.targets();
  }

  /** The disks that targets can have. */
  List<String> disks() {
    return targets.disks();
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
                        + unavailable()
                            .map(reason -> " None can be made: " + reason)
                            .orElse(" See " + scope().line("list"))));
  }

  ConfigurationFile file(String name) {
    try {
      return files.file(scope().factoryPid(), name);
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  /** The secrets file that a target's configuration names, or is to name. */
  ConfigurationFile secrets(String name, ConfigurationText text) {
    String file = text.value(CHAP_FILE).orElse(name + ".secrets");
    return file.contains("/") ? new ConfigurationFile(Path.of(file)) : files.other(file);
  }

  /**
   * The CHAP names that may log in to a target.
   *
   * @throws Refusal if there is no such target, or it is not defined by a file
   */
  public List<String> chapNames(String name) throws IOException {
    ConfigurationFile file = secrets(get(name).name(), read(name));
    return new SecretLines(file.content().orElse("")).names();
  }

  /** The text of a target's file. */
  ConfigurationText read(String name) throws IOException {
    return file(name)
        .read()
        .orElseThrow(
            () ->
                new Refusal(
                    "No file in etc/ makes the target "
                        + name
                        + "; make one: "
                        + scope().line("create NAME")));
  }

  /** Changes the text of a target's file, and waits until the target has changed accordingly. */
  TargetView edit(String name, Consumer<ConfigurationText> edit) throws IOException {
    return edit(name, Set.of(), edit);
  }

  /**
   * The same.
   *
   * @param coming disks that the target may have although no LUN has this or a similar name
   */
  TargetView edit(String name, Set<String> coming, Consumer<ConfigurationText> edit)
      throws IOException {
    ConfigurationText text = read(name);
    edit.accept(text);
    return write(name, text, Optional.empty(), coming);
  }

  /**
   * Writes a target's file, and waits until the target has changed accordingly.
   *
   * @param secrets the new content of its secrets file; empty to leave that file alone
   * @throws Refusal if the target can't be changed so; the files are as before
   */
  TargetView write(String name, ConfigurationText text, Optional<String> secrets)
      throws IOException {
    return write(name, text, secrets, Set.of());
  }

  private TargetView write(
      String name, ConfigurationText text, Optional<String> secrets, Set<String> coming)
      throws IOException {
    requirePossible(name, text, coming);
    ConfigurationChange change = files.change();
    if (secrets.isPresent()) {
      change.writeSecret(secrets(name, text), secrets.get());
    }
    change.write(file(name), text);
    try {
      change.awaitRead(BOUND);
      awaitApplied(name, text);
      if (secrets.isPresent()) {
        targets.reread(scope().pid(name));
      }
      TargetView target = get(name);
      if (!target.problem().isEmpty()) {
        throw new IOException(target.problem());
      }
      return target;
    } catch (IOException e) {
      change.rollBack();
      change.awaitRead(BOUND);
      targets.reread(scope().pid(name));
      throw new Refusal("Nothing was changed: " + e.getMessage(), e);
    }
  }

  private void awaitApplied(String name, ConfigurationText text) throws IOException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!text.isReadAs(targets.applied(scope().pid(name)))) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("it did not take effect within " + BOUND.toSeconds() + " s");
      }
      pause();
    }
  }

  /** Refuses a change that can't succeed. */
  private void requirePossible(String name, ConfigurationText text, Set<String> coming)
      throws IOException {
    targets
        .unavailable()
        .ifPresent(
            reason -> {
              throw new Refusal("Nothing was changed: " + reason);
            });
    if (text.isReferring(TargetLuns.KEY)) {
      return;
    }
    List<String> disks = targets.disks();
    find(name).ifPresent(target -> requireNumbersFree(target, items(text, TargetLuns.KEY)));
    List<String> before =
        items(file(name).read().orElse(ConfigurationText.empty()), TargetLuns.KEY);
    for (String item : items(text, TargetLuns.KEY)) {
      String disk = TargetLuns.disk(item);
      boolean known = before.contains(item) || disks.contains(disk);
      if (!known && !(coming.contains(disk) && isFree(disk))) {
        throw new Refusal(
            "Targets can't have a disk '"
                + disk
                + "'"
                + NearestName.hint(disk, disks)
                + " They can have "
                + (disks.isEmpty() ? "none now" : String.join(", ", disks))
                + "; lun:info tells by which transports a LUN is exported. Nothing was changed.");
      }
    }
  }

  /** Whether the name can't be meant for an existing disk. */
  private boolean isFree(String disk) {
    try {
      return !files.file(LogicalUnit.FACTORY_PID, disk).exists()
          && NearestName.of(disk, targets.disks()).isEmpty();
    } catch (IllegalArgumentException e) { // no disk can be called so
      return false;
    }
  }

  /** Refuses to give another disk a number that a remaining disk has now. */
  private static void requireNumbersFree(TargetView target, List<String> items) {
    for (String item : items) {
      String disk = TargetLuns.disk(item);
      target
          .luns()
          .forEach(
              (number, holder) -> {
                if (item.replace(" ", "").equals(disk.strip() + ":" + number)
                    && !holder.equals(disk.strip())
                    && items.contains(holder)) {
                  throw new Refusal(
                      "Nothing was changed: number %d is %s's (initiators know it by that); give %s another, or remove %s from this target first"
                          .formatted(number, holder, disk.strip(), holder));
                }
              });
    }
  }

  /** Removes a target's file and, if given, its secrets file. */
  void remove(String name, Optional<ConfigurationFile> secrets) throws IOException {
    ConfigurationChange change = files.change();
    change.delete(file(name));
    files.forget(scope().pid(name));
    change.awaitRead(BOUND);
    if (secrets.isPresent()) {
      secrets.get().delete();
    }
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (find(name).filter(target -> target.problem().isEmpty()).isPresent()
        && System.nanoTime() - deadline < 0) {
      pause();
    }
  }

  /** A target's secrets file, if it is in {@code etc/} and no other configuration names it. */
  Optional<ConfigurationFile> ownSecrets(String name) throws IOException {
    ConfigurationText text = read(name);
    String file = text.value(CHAP_FILE).orElse("");
    if (file.isEmpty() || file.contains("/") || text.isReferring(CHAP_FILE)) {
      return Optional.empty();
    }
    Path own = file(name).path();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(own.getParent(), "*.cfg")) {
      for (Path other : all) {
        boolean names =
            new ConfigurationFile(other)
                .read()
                .flatMap(otherText -> otherText.value(CHAP_FILE))
                .filter(file::equals)
                .isPresent();
        if (names && !other.equals(own)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(secrets(name, text)).filter(ConfigurationFile::exists);
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The items of a comma-separated list. */
  static List<String> items(ConfigurationText text, String key) {
    if (text.isReferring(key)) {
      throw new Refusal(key + " refers to other values; change it in the file itself");
    }
    return Arrays.stream(text.value(key).orElse("").split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** Sets a list; an empty list removes the key. */
  static void setItems(ConfigurationText text, String key, List<String> items) {
    if (items.isEmpty()) {
      text.remove(key);
    } else {
      text.set(key, String.join(", ", items));
    }
  }
}
