package io.sluice.backends.overlay;

import io.sluice.backend.osgi.PrintableText;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Table;
import io.sluice.backend.shell.Told;
import io.sluice.backends.overlay.OverlayVolume.ImageChange;
import io.sluice.backends.qcow2.Snapshot;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The shell's commands on overlays. */
@Component(service = ShellCommands.class)
public final class OverlayCommands implements ShellCommands {
  private static final int EXCHANGE_SECONDS = 60;
  private static final String NAMES = "overlay:names";
  private static final String SNAPSHOTS = "overlay:snapshots";

  private static final Manual LIST = ofOverlay("List an overlay's snapshots", "overlay:list work");
  private static final Manual SNAPSHOT =
      Manual.of(
              "Keep an overlay's content of this moment; it goes on being used",
              "overlay:snapshot work before-upgrade")
          .operands("NAME SNAPSHOT")
          .completedBy(NAMES, Manual.NEW)
          .details("SNAPSHOT is what it is to be called.");

  private static final Manual REVERT =
      ofSnapshot(
          "Make an overlay what it was at a snapshot; what was written since is lost",
          "overlay:revert work before-upgrade --yes");

  private static final Manual DELETE =
      ofSnapshot("Delete a snapshot", "overlay:delete work before-upgrade --yes");

  private static final Manual COMMIT =
      ofOverlay(
          "Move what an overlay holds into its base, which it must hold with commit = true",
          "overlay:commit work --yes");

  private static final Manual RESET =
      ofOverlay(
          "Make an overlay what its base is; what was written is lost, snapshots stay",
          "overlay:reset work --yes");

  private final List<OverlayBackend> backends = new CopyOnWriteArrayList<>();

  private static Manual ofOverlay(String summary, String example) {
    return Manual.of(summary, example).operands("NAME").completedBy(NAMES);
  }

  private static Manual ofSnapshot(String summary, String example) {
    return Manual.of(summary, example)
        .operands("NAME SNAPSHOT")
        .completedBy(NAMES, SNAPSHOTS)
        .details("SNAPSHOT is its name or its id.");
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addBackend(OverlayBackend backend) {
    backends.add(backend);
  }

  void removeBackend(OverlayBackend backend) {
    backends.remove(backend);
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.telling("overlay:list", LIST, this::list),
        ShellCommand.acting("overlay:snapshot", SNAPSHOT, this::snapshot),
        ShellCommand.acting("overlay:revert", REVERT, this::revert)
            .losing("what was written since the snapshot is lost"),
        ShellCommand.acting("overlay:delete", DELETE, this::delete)
            .losing("what the snapshot keeps is lost"),
        ShellCommand.acting("overlay:commit", COMMIT, this::commit)
            .losing("what the base holds in its place is lost"),
        ShellCommand.acting("overlay:reset", RESET, this::reset)
            .losing("what was written to the overlay is lost"),
        ShellCommand.names(NAMES, "The names of all overlays", this::names),
        ShellCommand.names(SNAPSHOTS, "The names of all snapshots", this::snapshotNames));
  }

  private static String overlay(Call call, String line) {
    return call.arguments().onlyOperand("Of which overlay? overlay:" + line);
  }

  /** The overlay, and the snapshot. */
  private static List<String> both(Call call, String command) {
    List<String> operands = call.arguments().operands();
    if (operands.size() != 2) {
      throw new Refusal("Which one? overlay:" + command + " NAME SNAPSHOT");
    }
    return operands;
  }

  private Told list(Call call) {
    List<Snapshot> snapshots = snapshots(overlay(call, "list NAME"));
    return new Told(
        () -> snapshots.stream().map(OverlayCommands::fields).toList(), () -> table(snapshots));
  }

  private List<Snapshot> snapshots(String overlay) {
    List<Snapshot> snapshots = new ArrayList<>();
    manage(overlay, store -> snapshots.addAll(store.snapshots()));
    return snapshots;
  }

  private static Table table(List<Snapshot> snapshots) {
    Table table = new Table("ID", "TAKEN", "NAME");
    for (Snapshot snapshot : snapshots) {
      table.row(snapshot.id(), taken(snapshot), snapshot.name());
    }
    return table;
  }

  private static Map<String, Object> fields(Snapshot snapshot) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", snapshot.id());
    fields.put("taken", taken(snapshot));
    fields.put("name", snapshot.name());
    return fields;
  }

  private static String taken(Snapshot snapshot) {
    return snapshot.taken().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void snapshot(Call call) {
    List<String> both = both(call, "snapshot");
    manage(both.get(0), store -> store.createSnapshot(both.get(1)));
    System.out.println(both.get(0) + ": snapshot " + both.get(1) + " is taken");
  }

  private void revert(Call call) {
    List<String> both = both(call, "revert");
    exchange(both.get(0), store -> store.revertTo(both.get(1)));
    System.out.println(both.get(0) + ": is as it was at snapshot " + both.get(1));
  }

  private void delete(Call call) {
    List<String> both = both(call, "delete");
    manage(both.get(0), store -> store.deleteSnapshot(both.get(1)));
    System.out.println(both.get(0) + ": snapshot " + both.get(1) + " is deleted");
  }

  private void commit(Call call) {
    String name = overlay(call, "commit NAME");
    if (!backend(name).volume().spec().commit()) {
      throw new Refusal(
          name + " holds its base read-only; set commit = true, where nothing else stands on that");
    }
    long[] moved = {0};
    manage(name, store -> moved[0] = store.commit());
    System.out.println(name + ": " + moved[0] + " bytes are in the base");
  }

  private void reset(Call call) {
    String name = overlay(call, "reset NAME");
    exchange(name, store -> store.reset());
    System.out.println(name + ": is as its base");
  }

  private List<String> names() {
    return backends.stream()
        .map(OverlayBackend::name)
        .filter(name -> !name.isEmpty())
        .sorted()
        .toList();
  }

  private List<String> snapshotNames() {
    return names().stream()
        .flatMap(name -> snapshotsIfOpen(name).stream())
        .map(snapshot -> PrintableText.of(snapshot.name()))
        .distinct()
        .toList();
  }

  /** None of an overlay that serves nothing now, which overlay:list tells. */
  private List<Snapshot> snapshotsIfOpen(String overlay) {
    try {
      return snapshots(overlay);
    } catch (Refusal e) {
      return List.of();
    }
  }

  private void manage(String name, ImageChange change) {
    try {
      backend(name).manage(change);
    } catch (IOException e) {
      throw new Refusal(name + ": " + e.getMessage());
    }
  }

  private void exchange(String name, ImageChange change) {
    try {
      backend(name).exchange(change).get(EXCHANGE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new Refusal(name + ": " + e.getMessage());
    } catch (ExecutionException e) {
      throw new Refusal(name + ": " + e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw new Refusal(
          name + ": its LUN has not let go of it yet, and will do so later; see lun:info");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(name + ": not waited for");
    }
  }

  private OverlayBackend backend(String name) {
    return backends.stream()
        .filter(backend -> backend.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    "There is no overlay '"
                        + name
                        + "'; a file etc/io.sluice.backend.overlay-NAME.cfg makes one"));
  }
}
