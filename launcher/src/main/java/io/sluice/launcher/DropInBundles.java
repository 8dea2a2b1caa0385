package io.sluice.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backends that people have put into {@code bundles/}: installed when the gateway starts, from
 * a copy in the framework's cache. One that can't be used is told, and keeps no other from
 * starting.
 *
 * <p>What is there runs with the gateway's rights, so a folder or jar that others than its owner
 * may write is refused.
 */
final class DropInBundles {
  private static final Logger LOG = LoggerFactory.getLogger(DropInBundles.class);
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final Path folder;
  private final int startLevel;

  /**
   * @param startLevel the one that backends have
   */
  DropInBundles(Path folder, int startLevel) {
    this.folder = folder;
    this.startLevel = startLevel;
  }

  /** Installs all that can be installed, and marks them for starting. */
  void install(BundleContext context) {
    try {
      for (Path jar : jars()) {
        install(context, jar);
      }
    } catch (IOException e) {
      LOG.warn("{} can't be read, so nothing in it is used: {}", folder, e.toString());
    }
  }

  private List<Path> jars() throws IOException {
    if (!Files.isDirectory(folder) || isWritableByOthers(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(DropInBundles::isJar).sorted().toList();
    }
  }

  /** A name that begins with a dot is of a file that is still being copied. */
  private static boolean isJar(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jar") && !name.startsWith(".");
  }

  private void install(BundleContext context, Path jar) {
    Bundle bundle = null;
    try {
      if (isWritableByOthers(jar)) {
        return;
      }
      bundle = copy(context, jar);
      if (bundle.getSymbolicName() == null) {
        throw new BundleException("its manifest names no Bundle-SymbolicName");
      }
      bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
      bundle.start(Bundle.START_ACTIVATION_POLICY);
    } catch (BundleException | IOException e) {
      LOG.warn("{} is not used: {}", jar, e instanceof IOException ? e : e.getMessage());
      uninstall(bundle);
    }
  }

  private static Bundle copy(BundleContext context, Path jar) throws BundleException, IOException {
    try (InputStream content = Files.newInputStream(jar)) {
      return context.installBundle(jar.toUri().toString(), content);
    }
  }

  private static void uninstall(Bundle bundle) {
    try {
      if (bundle != null) {
        bundle.uninstall();
      }
    } catch (BundleException e) {
      LOG.warn("{} could not be uninstalled", bundle, e);
    }
  }

  private static boolean isWritableByOthers(Path path) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.copyOf(OF_OTHERS);
    permissions.retainAll(Files.getPosixFilePermissions(path));
    if (!permissions.isEmpty()) {
      LOG.warn(
          "{} is not used, since others than its owner may write it: chmod go-w {}", path, path);
    }
    return !permissions.isEmpty();
  }
}
