package io.sluice.backends.http;

import io.sluice.backend.osgi.NearestName;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on what is fetched before anybody asks. */
@Component(service = ShellCommands.class)
public final class PrefetchCommands implements ShellCommands {
  private static final Manual RECORD =
      Manual.of(
              "Begin to note what is read of an HTTP volume, to fetch it first at the next start",
              "prefetch:record boot")
          .operands("NAME")
          .completedBy("prefetch:names");

  private static final Manual STOP =
      Manual.of("Keep what was noted since prefetch:record", "prefetch:stop boot")
          .operands("NAME")
          .completedBy("prefetch:names");

  private final HttpCaches caches;

  @Activate
  public PrefetchCommands(@Reference HttpCacheService service) {
    caches = service.caches();
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.acting("prefetch:record", RECORD, this::record),
        ShellCommand.acting("prefetch:stop", STOP, this::stop),
        ShellCommand.names(
            "prefetch:names", "The names of the HTTP volumes that are in use", this::names));
  }

  private void record(Call call) {
    String name = call.arguments().onlyOperand("Of which volume? prefetch:record NAME");
    stores(name).forEach(store -> store.prefetcher().record());
    System.out.println(
        "What is read of " + name + " is being noted; prefetch:stop " + name + " keeps it.");
  }

  private void stop(Call call) throws IOException {
    String name = call.arguments().onlyOperand("Of which volume? prefetch:stop NAME");
    long bytes = -1;
    for (HttpStore store : stores(name)) { // several may be open of one volume
      bytes = Math.max(bytes, store.prefetcher().keepRecord());
    }
    System.out.println(
        bytes < 0
            ? "Nothing of " + name + " was being noted; prefetch:record " + name + " begins."
            : "%d KiB of %s will be fetched first at the next start.".formatted(bytes >> 10, name));
  }

  private List<HttpStore> stores(String name) {
    List<HttpStore> found =
        caches.stores().stream().filter(store -> store.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new Refusal(
          "There is no HTTP volume '"
              + name
              + "' in use"
              + NearestName.hint(name, names())
              + " See prefetch:names");
    }
    return found;
  }

  private List<String> names() {
    return caches.stores().stream()
        .map(HttpStore::name)
        .filter(name -> !name.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }
}
