package io.sluice.gateway.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.jar.Manifest;
import org.osgi.framework.BundleContext;

/**
 * What bundles say in their manifests, which can be read before they run, and without a gateway.
 */
@FunctionalInterface
interface ManifestHeaders {
  /** The values of a header, of every bundle that has it. */
  List<String> all(String name);

  /** Of the bundles that are installed whenever it is asked. */
  static ManifestHeaders ofBundles(BundleContext context) {
    return name ->
        Arrays.stream(context.getBundles())
            .map(bundle -> bundle.getHeaders("").get(name))
            .filter(Objects::nonNull)
            .toList();
  }

  /** Of the jars that a class loader knows. */
  static ManifestHeaders ofJars(ClassLoader loader) {
    List<Manifest> manifests = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader.getResources("META-INF/MANIFEST.MF"))) {
        try (InputStream in = url.openStream()) {
          manifests.add(new Manifest(in));
        }
      }
    } catch (IOException e) {
      return name -> List.of(); // they are judged when they are served
    }
    return name ->
        manifests.stream()
            .map(manifest -> manifest.getMainAttributes().getValue(name))
            .filter(Objects::nonNull)
            .toList();
  }
}
