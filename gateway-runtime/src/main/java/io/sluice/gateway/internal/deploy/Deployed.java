package io.sluice.gateway.internal.deploy;

import org.osgi.framework.Bundle;

/**
 * A bundle in service.
 *
 * @param jar what it was made from
 * @param bundle runs
 */
record Deployed(BundleJar jar, Bundle bundle) {
  boolean isRunning() {
    return bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
  }

  Deployed renamed(String fileName) {
    return new Deployed(
        new BundleJar(jar.symbolicName(), jar.version(), jar.sha256(), jar.copy(), fileName),
        bundle);
  }
}
