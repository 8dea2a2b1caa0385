package io.sluice.gateway.internal.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a person orders: done at once and told at once, and then the folder is as what runs.
 *
 * <p>Of the deployer's thread.
 */
final class Operator {
  private final WatchedFolder folder;
  private final JarJudge judge;
  private final JarCopies copies;
  private final Inventory inventory;
  private final HandlerTakeover takeover;
  private final Markers markers;
  private DeployerSettings settings;

  Operator(
      WatchedFolder folder,
      JarJudge judge,
      JarCopies copies,
      Inventory inventory,
      HandlerTakeover takeover,
      Markers markers,
      DeployerSettings settings) {
    this.folder = folder;
    this.judge = judge;
    this.copies = copies;
    this.inventory = inventory;
    this.takeover = takeover;
    this.markers = markers;
    this.settings = settings;
  }

  void use(DeployerSettings changed) {
    settings = changed;
  }

  /**
   * Puts a jar into service, and then into the folder, in place of what was there of its bundle.
   *
   * @param fileName its name in the folder
   * @param sha256 what the jar must be; empty where that is not said
   * @return what was done
   */
  String deploy(Path received, String fileName, Optional<String> sha256, boolean allowDowngrade)
      throws IOException, InterruptedException, DeployProblem {
    requireWritable();
    BundleJar jar = copies.copy(received, fileName);
    if (sha256.isPresent() && !sha256.get().equalsIgnoreCase(jar.sha256())) {
      throw new DeployProblem("its sha256 is " + jar.sha256());
    }
    judge.requireAllowed(jar);
    Optional<Deployed> old = running(jar);
    if (old.isPresent() && old.get().jar().isSameContent(jar)) {
      return jar + " runs already";
    }
    Optional<String> refusal =
        old.flatMap(
            running ->
                FolderPlan.refusalOf(
                    jar, running.jar(), allowDowngrade || settings.allowDowngrade()));
    if (refusal.isPresent()) {
      throw new DeployProblem(refusal.get());
    }
    return putIntoService(jar, old);
  }

  /** Puts the version back that was in service before the one that is now. */
  String rollBack(String name) throws IOException, InterruptedException, DeployProblem {
    requireWritable();
    Deployed now = find(name);
    BundleRecord.Entry previous =
        inventory
            .records()
            .find(now.jar().symbolicName())
            .flatMap(BundleRecord::previous)
            .orElseThrow(
                () -> new DeployProblem("there is no earlier version of " + now.jar() + " here"));
    BundleJar jar = copies.find(previous.sha256(), previous.fileName());
    judge.requireAllowed(jar);
    requireNameIsFree(jar);
    String why = "bundle:rollback of %s to %s".formatted(now.jar(), jar.version());
    return written(jar, Optional.of(now), inventory.putBack(jar, settings.startBound(), why));
  }

  private Optional<Deployed> running(BundleJar jar) {
    return Optional.ofNullable(inventory.running().get(jar.symbolicName()));
  }

  private Deployed find(String name) throws DeployProblem {
    return inventory
        .find(name)
        .orElseThrow(
            () -> new DeployProblem("there is no bundle '" + name + "' here; see bundle:status"));
  }

  private void requireWritable() throws IOException, DeployProblem {
    Optional<String> objection = WriteAccess.objection(folder.path());
    if (objection.isPresent()) {
      throw new DeployProblem(folder.path() + " is not used: " + objection.get());
    }
    if (!Files.isWritable(folder.path())) {
      throw new DeployProblem(folder.path() + " can't be written by the gateway");
    }
  }

  private String putIntoService(BundleJar jar, Optional<Deployed> old)
      throws IOException, InterruptedException, DeployProblem {
    requireNameIsFree(jar);
    return written(
        jar, old, inventory.deploy(List.of(jar), settings.startBound()).get(0).problem());
  }

  private String written(BundleJar jar, Optional<Deployed> old, Optional<DeployProblem> problem)
      throws IOException, DeployProblem {
    if (problem.isPresent()) {
      throw problem.get();
    }
    write(jar);
    return old.map(before -> "%s is in service, in place of %s".formatted(jar, version(before)))
        .orElse(jar + " is in service");
  }

  private static String version(Deployed deployed) {
    return deployed.jar().version().toString();
  }

  private void requireNameIsFree(BundleJar jar) throws DeployProblem {
    Optional<DropFile> other =
        folder
            .find(jar.fileName())
            .filter(file -> file.jar().filter(held -> !isSameBundle(held, jar)).isPresent());
    if (other.isPresent()) {
      throw new DeployProblem(
          "%s in the folder is another bundle, %s: rename one of the two"
              .formatted(jar.fileName(), other.get().jar().orElseThrow()));
    }
  }

  private static boolean isSameBundle(BundleJar one, BundleJar other) {
    return one.symbolicName().equals(other.symbolicName());
  }

  private void write(BundleJar jar) throws IOException {
    Path whole = folder.path().resolve("." + jar.fileName() + ".part");
    Files.copy(jar.copy(), whole, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString("rw-r--r--"));
    Path file = folder.path().resolve(jar.fileName());
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    List<DropFile> others = new ArrayList<>(folder.files());
    others.removeIf(other -> other.name().equals(jar.fileName()));
    for (DropFile other : others) {
      if (other.jar().filter(held -> isSameBundle(held, jar)).isPresent()) {
        delete(other.name());
      }
    }
    folder.adopt(file, jar);
  }

  /**
   * Takes a bundle out of service, and its file out of the folder.
   *
   * @param force also while logical units use it, which then hold their commands
   */
  String remove(String name, boolean force)
      throws IOException, InterruptedException, DeployProblem {
    Optional<Deployed> deployed = inventory.find(name);
    if (deployed.isEmpty() && folder.find(name).isPresent()) {
      delete(name);
      return name + " is removed; it was not in service";
    }
    Deployed going = find(name);
    Set<String> luns = takeover.lunsBoundTo(going.bundle());
    if (!luns.isEmpty() && !force) {
      throw new DeployProblem(
          "%s is used by LUN %s: remove that first, or add --force, and its commands will wait and then"
                  .formatted(going.jar().symbolicName(), String.join(", ", luns))
              + " fail as BUSY until another handler comes");
    }
    requireWritable();
    takeover.detach(going.bundle());
    for (DropFile file : List.copyOf(folder.files())) {
      boolean isOfBundle = file.jar().filter(jar -> isSameBundle(jar, going.jar())).isPresent();
      if (isOfBundle || file.name().equals(going.jar().fileName())) {
        delete(file.name());
      }
    }
    inventory.retire(going, settings.startBound());
    return going.jar() + " is removed";
  }

  private void delete(String fileName) throws IOException {
    Files.deleteIfExists(folder.path().resolve(fileName));
    markers.clear(fileName);
    folder.forget(fileName);
  }
}
