package io.sluice.backends.overlay;

import io.sluice.backend.osgi.PrintableText;
import io.sluice.backend.shell.CommandProperties;
import io.sluice.backend.shell.Example;
import io.sluice.backends.overlay.OverlayVolume.ImageChange;
import io.sluice.backends.qcow2.Snapshot;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The shell's commands on overlays. */
@Component(
    service = OverlayCommands.class,
    property = {
      "osgi.command.scope=overlay",
      "osgi.command.function=list",
      "osgi.command.function=snapshot",
      "osgi.command.function=revert",
      "osgi.command.function=delete",
      "osgi.command.function=commit",
      "osgi.command.function=reset",
      "osgi.command.function=names",
      CommandProperties.DANGEROUS + "=revert: what was written since the snapshot is lost",
      CommandProperties.DANGEROUS + "=delete: what the snapshot keeps is lost",
      CommandProperties.DANGEROUS + "=commit: what the base holds in its place is lost",
      CommandProperties.DANGEROUS + "=reset: what was written to the overlay is lost"
    })
public final class OverlayCommands {
  private static final int EXCHANGE_SECONDS = 60;

  private final List<OverlayBackend> backends = new CopyOnWriteArrayList<>();

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addBackend(OverlayBackend backend) {
    backends.add(backend);
  }

  void removeBackend(OverlayBackend backend) {
    backends.remove(backend);
  }

  @Example(value = "overlay:list work", words = "overlay:names")
  @Descriptor("List an overlay's snapshots")
  public void list(@Descriptor("name of the overlay") String name) {
    manage(
        name,
        store -> {
          System.out.printf("%-6s %-20s %s%n", "ID", "TAKEN", "NAME");
          for (Snapshot snapshot : store.snapshots()) {
            System.out.printf(
                "%-6s %-20s %s%n",
                snapshot.id(),
                snapshot.taken().truncatedTo(ChronoUnit.SECONDS),
                PrintableText.of(snapshot.name()));
          }
        });
  }

  @Example(value = "overlay:snapshot work before-upgrade", words = "overlay:names")
  @Descriptor("Keep an overlay's content of this moment; it goes on being used")
  public void snapshot(
      @Descriptor("name of the overlay") String name,
      @Descriptor("name of the snapshot") String snapshot) {
    manage(name, store -> store.createSnapshot(snapshot));
    System.out.println(name + ": snapshot " + snapshot + " is taken");
  }

  @Example(value = "overlay:revert work before-upgrade", words = "overlay:names")
  @Descriptor("Make an overlay what it was at a snapshot; what was written since is lost")
  public void revert(
      @Descriptor("name of the overlay") String name,
      @Descriptor("id or name of the snapshot") String snapshot) {
    exchange(name, store -> store.revertTo(snapshot));
    System.out.println(name + ": is as it was at snapshot " + snapshot);
  }

  @Example(value = "overlay:delete work before-upgrade", words = "overlay:names")
  @Descriptor("Delete a snapshot")
  public void delete(
      @Descriptor("name of the overlay") String name,
      @Descriptor("id or name of the snapshot") String snapshot) {
    manage(name, store -> store.deleteSnapshot(snapshot));
    System.out.println(name + ": snapshot " + snapshot + " is deleted");
  }

  @Example(value = "overlay:commit work", words = "overlay:names")
  @Descriptor("Move what an overlay holds into its base, which it must hold with commit = true")
  public void commit(@Descriptor("name of the overlay") String name) {
    if (!backend(name).volume().spec().commit()) {
      throw new OverlayRefusal(
          name + " holds its base read-only; set commit = true, where nothing else stands on that");
    }
    long[] moved = {0};
    manage(name, store -> moved[0] = store.commit());
    System.out.println(name + ": " + moved[0] + " bytes are in the base");
  }

  @Example(value = "overlay:reset work", words = "overlay:names")
  @Descriptor("Make an overlay what its base is; what was written is lost, snapshots stay")
  public void reset(@Descriptor("name of the overlay") String name) {
    exchange(name, store -> store.reset());
    System.out.println(name + ": is as its base");
  }

  @Example("overlay:names")
  @Descriptor("The names of all overlays, for scripts and completion")
  public List<String> names() {
    return backends.stream()
        .map(OverlayBackend::name)
        .filter(name -> !name.isEmpty())
        .sorted()
        .toList();
  }

  private void manage(String name, ImageChange change) {
    try {
      backend(name).manage(change);
    } catch (IOException e) {
      throw new OverlayRefusal(name + ": " + e.getMessage());
    }
  }

  private void exchange(String name, ImageChange change) {
    try {
      backend(name).exchange(change).get(EXCHANGE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new OverlayRefusal(name + ": " + e.getMessage());
    } catch (ExecutionException e) {
      throw new OverlayRefusal(name + ": " + e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw new OverlayRefusal(
          name + ": its LUN has not let go of it yet, and will do so later; see lun:info");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OverlayRefusal(name + ": not waited for");
    }
  }

  private OverlayBackend backend(String name) {
    return backends.stream()
        .filter(backend -> backend.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new OverlayRefusal(
                    "There is no overlay '"
                        + name
                        + "'; a file etc/io.sluice.backend.overlay-NAME.cfg makes one"));
  }
}
