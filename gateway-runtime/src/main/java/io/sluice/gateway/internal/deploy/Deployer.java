package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.deploy.Probation.Failure;
import io.sluice.gateway.internal.deploy.Rollout.Attempt;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what runs equal to what is in the folder. Whatever is wrong there, what runs goes on.
 *
 * <p>Of one thread.
 */
final class Deployer {
  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

  private final WatchedFolder folder;
  private final JarJudge judge;
  private final JarCopies copies;
  private final Inventory inventory;
  private final HandlerTakeover takeover;
  private final Reports reports;

  /** By symbolic name: what keeps in service a bundle whose file is gone. */
  private final Map<String, String> held = new HashMap<>();

  private final DeadlyJars deadly;
  private DeployerSettings settings;

  Deployer(
      WatchedFolder folder,
      JarJudge judge,
      JarCopies copies,
      Inventory inventory,
      HandlerTakeover takeover,
      Reports reports,
      DeadlyJars deadly,
      DeployerSettings settings) {
    this.deadly = deadly;
    this.folder = folder;
    this.judge = judge;
    this.copies = copies;
    this.inventory = inventory;
    this.takeover = takeover;
    this.reports = reports;
    this.settings = settings;
  }

  void use(DeployerSettings changed) {
    settings = changed;
  }

  /** Looks at the folder, and does what follows. */
  void pass() throws InterruptedException {
    try {
      goBackFromFailures();
      Optional<String> objection = WriteAccess.objection(folder.path());
      reports.folder(objection);
      if (objection.isPresent()) {
        return; // what runs came from private copies, and goes on
      }
      folder.scan();
      judge.look(folder);
      judgeFailedInService();
      judgeDeadly();
      if (!folder.isChanging()) {
        reconcile();
      }
      report();
    } catch (IOException e) {
      reports.folder(Optional.of("it can't be used: " + e));
    }
  }

  /** Also while the folder can't be used: it is about what runs. */
  private void goBackFromFailures() throws InterruptedException, IOException {
    for (Failure failure :
        inventory.probation().failures(settings.rollbackErrors(), settings.rollbackWindow())) {
      goBack(failure);
    }
  }

  private void goBack(Failure failure) throws InterruptedException, IOException {
    BundleJar bad = failure.deployed().jar();
    Optional<DeployProblem> problem;
    try {
      BundleJar good = copies.find(failure.good().sha256(), failure.good().fileName());
      judge.requireAllowed(good);
      problem = inventory.putBack(good, settings.startBound(), "back: " + failure.reason());
    } catch (DeployProblem e) {
      problem = Optional.of(e);
    }
    if (problem.isPresent()) {
      cannotGoBack(failure, problem.get());
      return;
    }
    String why =
        failure.reason() + ", so that " + failure.good().version() + " is in service again";
    BundleRecord record = inventory.records().find(bad.symbolicName()).orElseThrow();
    long modified = filesOf(bad).map(DropFile::modified).findFirst().orElse(0L);
    inventory
        .records()
        .put(
            bad.symbolicName(),
            record.withFailed(new BundleRecord.Failed(bad.sha256(), modified, why)));
    filesOf(bad).forEach(file -> file.judgeBad(new DeployProblem(why)));
    LOG.warn("{}", why);
  }

  /** Nothing inside of this process can end what hangs; the next start takes the good version. */
  private void cannotGoBack(Failure failure, DeployProblem problem) throws IOException {
    String why = failure.reason() + ", and can't go back: " + problem.getMessage();
    LOG.warn("{}", why);
    BundleJar bad = failure.deployed().jar();
    if (failure.hangs()) {
      BundleRecord record = inventory.records().find(bad.symbolicName()).orElseThrow();
      long modified = filesOf(bad).map(DropFile::modified).findFirst().orElse(0L);
      inventory
          .records()
          .put(
              bad.symbolicName(),
              record.leaving(new BundleRecord.Failed(bad.sha256(), modified, why), failure.good()));
    }
  }

  private Stream<DropFile> filesOf(BundleJar jar) {
    return folder.files().stream()
        .filter(file -> file.usable().filter(jar::isSameContent).isPresent());
  }

  /** Also in an earlier life of the gateway. */
  private void judgeFailedInService() {
    for (DropFile file : folder.files()) {
      file.usable()
          .flatMap(jar -> inventory.records().find(jar.symbolicName()))
          .flatMap(BundleRecord::failed)
          .filter(bad -> bad.sha256().equals(file.usable().orElseThrow().sha256()))
          .filter(bad -> bad.modified() == file.modified())
          .filter(bad -> !isRunning(file))
          .ifPresent(bad -> file.judgeBad(new DeployProblem(bad.reason())));
    }
  }

  /** In an earlier life of the gateway, which it ended. */
  private void judgeDeadly() {
    for (DropFile file : folder.files()) {
      file.usable()
          .filter(jar -> !isRunning(file))
          .flatMap(jar -> deadly.objection(jar, file.modified(), isProven(jar)))
          .ifPresent(why -> file.judgeBad(new DeployProblem(why)));
    }
  }

  private boolean isProven(BundleJar jar) {
    return inventory
        .records()
        .find(jar.symbolicName())
        .filter(record -> record.current().sha256().equals(jar.sha256()))
        .isPresent();
  }

  private boolean isRunning(DropFile file) {
    BundleJar jar = file.usable().orElseThrow();
    Deployed deployed = inventory.running().get(jar.symbolicName());
    return deployed != null && deployed.jar().isSameContent(jar);
  }

  private void reconcile() throws InterruptedException, IOException {
    inventory.dropUninstalled();
    FolderPlan plan = plan();
    while (!plan.deployments().isEmpty()) {
      deploy(plan.deployments());
      plan = plan();
    }
    adoptNames();
    held.clear();
    for (Deployed gone : plan.removals()) {
      retireUnlessInUse(gone);
    }
    for (String symbolicName : inventory.records().symbolicNames()) {
      if (!inventory.running().containsKey(symbolicName)) {
        fallBackOrForget(symbolicName);
      }
    }
    collect();
  }

  private FolderPlan plan() {
    return FolderPlan.of(folder.files(), inventory.running(), settings.allowDowngrade());
  }

  private void deploy(List<DropFile> files) throws InterruptedException, IOException {
    Map<BundleJar, DropFile> fileOf = new HashMap<>();
    files.forEach(file -> fileOf.put(file.usable().orElseThrow(), file));
    boolean anyNew = false;
    for (Attempt attempt : inventory.deploy(fileOf.keySet(), settings.startBound())) {
      DropFile file = fileOf.get(attempt.change().jar());
      attempt.problem().ifPresent(file::judgeBad);
      anyNew |= attempt.problem().isEmpty();
    }
    if (anyNew) {
      folder.files().stream().filter(DropFile::mayTryAgain).forEach(DropFile::tryAgain);
    }
  }

  /** A file that only got another name. */
  private void adoptNames() {
    for (DropFile file : folder.files()) {
      Optional<Deployed> same =
          file.usable()
              .flatMap(
                  jar ->
                      Optional.ofNullable(inventory.running().get(jar.symbolicName()))
                          .filter(deployed -> deployed.jar().isSameContent(jar)));
      if (same.isPresent() && folder.find(same.get().jar().fileName()).isEmpty()) {
        inventory.rename(same.get(), file.name());
      }
    }
  }

  private void retireUnlessInUse(Deployed gone) throws InterruptedException, IOException {
    Set<String> luns = takeover.lunsBoundTo(gone.bundle());
    if (luns.isEmpty()) {
      inventory.retire(gone, settings.startBound());
    } else {
      held.put(
          gone.jar().symbolicName(),
          "its file is gone, and it goes on, since LUN %s uses it: put the file back, or remove the"
                  .formatted(String.join(", ", luns))
              + " LUN, or bundle:remove --force "
              + gone.jar().symbolicName());
    }
  }

  /** Of a bundle that is in the folder, but in no jar that works: the last one that did. */
  private void fallBackOrForget(String symbolicName) throws InterruptedException, IOException {
    BundleRecord.Entry good = inventory.records().find(symbolicName).orElseThrow().current();
    if (folder.files().stream().anyMatch(file -> isBroken(file, symbolicName, good))) {
      fallBack(symbolicName, good);
    } else if (folder.find(good.fileName()).isEmpty()) {
      inventory.records().remove(symbolicName);
    }
  }

  private static boolean isBroken(DropFile file, String symbolicName, BundleRecord.Entry good) {
    return file.problem().isPresent()
        && file.jar()
            .map(jar -> jar.symbolicName().equals(symbolicName))
            .orElse(file.name().equals(good.fileName()));
  }

  private void fallBack(String symbolicName, BundleRecord.Entry good)
      throws InterruptedException, IOException {
    Optional<DeployProblem> problem;
    try {
      BundleJar jar = copies.find(good.sha256(), good.fileName());
      judge.requireAllowed(jar);
      Optional<String> objection = deadly.objectionToProven(good.sha256());
      if (objection.isPresent()) {
        throw new DeployProblem(objection.get());
      }
      problem = inventory.deploy(List.of(jar), settings.startBound()).get(0).problem();
    } catch (DeployProblem e) {
      problem = Optional.of(e);
    }
    if (problem.isEmpty()) {
      LOG.warn("{} {} is used instead: it worked last", symbolicName, good.version());
    } else {
      String why = problem.get().getMessage();
      LOG.warn("{} {}, which worked last, does not either: {}", symbolicName, good.version(), why);
      inventory.records().remove(symbolicName);
    }
  }

  /** Deletes the copies that nothing needs. */
  private void collect() throws IOException {
    Set<String> needed = new HashSet<>(inventory.records().sha256s());
    needed.addAll(inventory.probation().sha256s());
    inventory.running().values().forEach(deployed -> needed.add(deployed.jar().sha256()));
    folder.files().stream()
        .flatMap(file -> file.jar().stream())
        .forEach(jar -> needed.add(jar.sha256()));
    copies.retain(needed);
  }

  /** Tells how things are. */
  void report() {
    reports.report(folder.files(), inventory, held, plan().refusals(), takeover);
  }
}
