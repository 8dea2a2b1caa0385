package io.sluice.gateway.internal;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.backend.osgi.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;

/**
 * What transports let a logical unit set, {@code TRANSPORT.OPTION}, a whole number each: so their
 * bundles say in their manifests, which can be read before a transport runs, and without a gateway.
 * The options of a transport that says nothing are its own to judge.
 */
final class OptionKeys {
  private static final String HEADER = "Sluice-Lun-Options";

  private final Supplier<Collection<String>> headers;

  private OptionKeys(Supplier<Collection<String>> headers) {
    this.headers = headers;
  }

  /** Of the bundles that are installed whenever it is asked. */
  static OptionKeys ofBundles(BundleContext context) {
    return new OptionKeys(
        () ->
            Arrays.stream(context.getBundles())
                .map(bundle -> bundle.getHeaders("").get(HEADER))
                .filter(header -> header != null)
                .toList());
  }

  /** Of the jars that a class loader knows. */
  static OptionKeys ofJars(ClassLoader loader) {
    List<String> found = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader.getResources("META-INF/MANIFEST.MF"))) {
        try (InputStream in = url.openStream()) {
          String header = new Manifest(in).getMainAttributes().getValue(HEADER);
          if (header != null) {
            found.add(header);
          }
        }
      }
    } catch (IOException e) {
      return new OptionKeys(List::of); // they are judged when they are served
    }
    return new OptionKeys(() -> found);
  }

  static OptionKeys of(String... headers) {
    return new OptionKeys(() -> List.of(headers));
  }

  /** Refuses an option that its transport does not have, and one that is no whole number. */
  void require(ConfigValues values, Map<String, String> options) throws ConfigException {
    if (options.isEmpty()) {
      return;
    }
    Set<String> known =
        headers.get().stream()
            .flatMap(header -> Arrays.stream(header.split(",", -1)))
            .map(String::strip)
            .collect(Collectors.toCollection(TreeSet::new));
    for (Map.Entry<String, String> option : options.entrySet()) {
      require(values, option.getKey(), option.getValue(), known);
    }
  }

  private static void require(ConfigValues values, String key, String value, Set<String> known)
      throws ConfigException {
    String scope = LunConfig.scope(key);
    List<String> siblings =
        known.stream().filter(each -> LunConfig.scope(each).equals(scope)).toList();
    if (siblings.isEmpty()) {
      return;
    }
    if (!siblings.contains(key)) {
      throw values.problem(
          "unknown key %s%s The keys of %s are %s"
              .formatted(key, NearestName.hint(key, siblings), scope, String.join(", ", siblings)));
    }
    if (!value.matches("([+-]?[0-9]{1,9})?")) {
      throw values.problem(key, value, "is a whole number");
    }
  }
}
