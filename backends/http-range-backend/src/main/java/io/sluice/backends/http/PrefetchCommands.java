package io.sluice.backends.http;

import io.sluice.backend.shell.Example;
import java.io.IOException;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on what is fetched before anybody asks. */
@Component(
    service = PrefetchCommands.class,
    property = {
      "osgi.command.scope=prefetch",
      "osgi.command.function=record",
      "osgi.command.function=stop",
      "osgi.command.function=names"
    })
public final class PrefetchCommands {
  private final HttpCaches caches;

  @Activate
  public PrefetchCommands(@Reference HttpCacheService service) {
    caches = service.caches();
  }

  @Example(value = "prefetch:record boot", words = "prefetch:names")
  @Descriptor("Begin to note what is read of an HTTP volume, to fetch it first at the next start")
  public void record(@Descriptor("NAME") String name) {
    stores(name).forEach(store -> store.prefetcher().record());
    System.out.println(
        "What is read of " + name + " is being noted; prefetch:stop " + name + " keeps it.");
  }

  @Example(value = "prefetch:stop boot", words = "prefetch:names")
  @Descriptor("Keep what was noted since prefetch:record")
  public void stop(@Descriptor("NAME") String name) throws IOException {
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
      throw new IllegalArgumentException(
          "there is no HTTP volume '" + name + "' in use; see prefetch:names");
    }
    return found;
  }

  @Example("prefetch:names")
  @Descriptor("The names of the HTTP volumes that are in use, for scripts and completion")
  public List<String> names() {
    return caches.stores().stream()
        .map(HttpStore::name)
        .filter(name -> !name.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }
}
