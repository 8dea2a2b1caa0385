package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.deploy.BundleView.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what became of each jar, once: in the log, in the markers, and in what the shell lists. */
final class Reports {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  private final String folder;
  private final Markers markers;

  /** By file name: what was told of it last. */
  private final Map<String, BundleView> told = new HashMap<>();

  private volatile String folderProblem = "";
  private volatile List<BundleView> views = List.of();

  Reports(String folder, Markers markers) {
    this.folder = folder;
    this.markers = markers;
  }

  /** What was found at the last look at the folder. Any thread. */
  List<BundleView> views() {
    return views;
  }

  /** Tells whether the folder can be used. */
  void folder(Optional<String> problem) {
    String now = problem.orElse("");
    if (!now.equals(folderProblem)) {
      folderProblem = now;
      if (now.isEmpty()) {
        LOG.info("{} is used again", folder);
      } else {
        LOG.warn("{} is not used, and what runs goes on: {}", folder, now);
      }
    }
  }

  /** Why the folder is not used; empty when it is. */
  String folderProblem() {
    return folderProblem;
  }

  void report(
      Collection<DropFile> files,
      Inventory inventory,
      Map<String, String> held,
      Map<DropFile, String> refusals,
      HandlerTakeover takeover) {
    List<BundleView> now = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<BundleView> untold = new ArrayList<>();
    for (Deployed deployed : inventory.running().values()) {
      boolean fromCopy = isFromCopy(deployed.jar(), files, held, inventory);
      BundleView view = ofRunning(deployed, fromCopy, held, inventory, takeover);
      now.add(view);
      if (fromCopy) { // what is the matter with its file is told of that
        untold.add(view);
      }
    }
    for (DropFile file : files) {
      names.add(file.name());
      if (!isInService(file, inventory)) {
        now.add(ofFile(file, refusals, isSuperseded(file, files, inventory)));
      }
    }
    now.forEach(view -> names.add(view.file()));
    now.stream().filter(view -> !untold.contains(view)).forEach(this::tell);
    views = List.copyOf(now);
    told.keySet().retainAll(names);
    try {
      markers.retain(names);
    } catch (IOException e) {
      LOG.debug("markers stay: {}", e.toString());
    }
  }

  private static boolean isInService(DropFile file, Inventory inventory) {
    return file.usable()
        .flatMap(jar -> Optional.ofNullable(inventory.running().get(jar.symbolicName())))
        .filter(deployed -> deployed.jar().fileName().equals(file.name()))
        .filter(deployed -> deployed.jar().isSameContent(file.usable().orElseThrow()))
        .isPresent();
  }

  private static boolean isSuperseded(
      DropFile file, Collection<DropFile> files, Inventory inventory) {
    return file.usable().isPresent()
        && files.stream()
            .filter(other -> isInService(other, inventory))
            .anyMatch(other -> isHigher(other.usable().orElseThrow(), file.usable().orElseThrow()));
  }

  private static boolean isHigher(BundleJar one, BundleJar other) {
    return one.symbolicName().equals(other.symbolicName())
        && one.version().compareTo(other.version()) > 0;
  }

  private static boolean isFromCopy(
      BundleJar jar, Collection<DropFile> files, Map<String, String> held, Inventory inventory) {
    return !held.containsKey(jar.symbolicName())
        && files.stream().noneMatch(file -> isInService(file, inventory) && isOf(file, jar));
  }

  private static BundleView ofRunning(
      Deployed deployed,
      boolean fromCopy,
      Map<String, String> held,
      Inventory inventory,
      HandlerTakeover takeover) {
    BundleJar jar = deployed.jar();
    String why =
        fromCopy
            ? "from its private copy: the file is another one now, or can't be used"
            : held.getOrDefault(jar.symbolicName(), "");
    return new BundleView(
        jar.symbolicName(),
        jar.version().toString(),
        why.isEmpty() ? State.DEPLOYED : State.KEPT,
        jar.fileName(),
        List.copyOf(new java.util.TreeSet<>(takeover.lunsBoundTo(deployed.bundle()))),
        inventory
            .records()
            .find(jar.symbolicName())
            .flatMap(BundleRecord::previous)
            .map(BundleRecord.Entry::version)
            .orElse(""),
        jar.sha256(),
        why);
  }

  private static boolean isOf(DropFile file, BundleJar jar) {
    return file.name().equals(jar.fileName());
  }

  private static BundleView ofFile(
      DropFile file, Map<DropFile, String> refusals, boolean superseded) {
    String why =
        file.problem().map(DeployProblem::getMessage).orElse(refusals.getOrDefault(file, ""));
    Optional<BundleJar> jar = file.jar();
    return new BundleView(
        jar.map(BundleJar::symbolicName).orElse(""),
        jar.map(found -> found.version().toString()).orElse(""),
        why.isEmpty() ? State.SETTLING : superseded ? State.SUPERSEDED : State.FAILED,
        file.name(),
        List.of(),
        "",
        jar.map(BundleJar::sha256).orElse(""),
        why);
  }

  private void tell(BundleView view) {
    BundleView before = told.get(view.file());
    boolean isNews =
        before == null
            || before.state() != view.state()
            || !before.note().equals(view.note())
            || !before.sha256().equals(view.sha256());
    if (!isNews || view.state() == State.SETTLING) {
      return;
    }
    told.put(view.file(), view);
    if (view.state() == State.DEPLOYED) {
      markers.deployed(
          view.file(), "%s %s sha256 %s".formatted(view.name(), view.version(), view.sha256()));
    } else {
      log(view);
      markers.failed(view.file(), view.note());
    }
  }

  private void log(BundleView view) {
    if (view.state() == State.SUPERSEDED) {
      LOG.info("{}/{} is superseded: {}", folder, view.file(), view.note());
    } else {
      String verb = view.state() == State.KEPT ? "kept" : "not used";
      LOG.warn("{}/{} is {}: {}", folder, view.file(), verb, view.note());
    }
  }
}
