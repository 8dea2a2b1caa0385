package io.sluice.launcher;

import io.sluice.backend.osgi.ConfigValues;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/**
 * Stands before File Install's own reader of configurations, which opens whatever has the name of
 * one: in a FIFO it would wait for ever, and with it all other files and the stop of the gateway; a
 * device it would read for ever, and a file of any length as a whole. Of the installers that take a
 * file, File Install asks the one of the highest ranking that was there when it saw the file first,
 * so this one is there before it starts. What is passed over is told by who looks after unread
 * files, which sees it too.
 *
 * <p>The interface is a class of File Install's bundle, of which this program has none.
 */
final class ConfigurationGuard implements InvocationHandler {
  private static final String FILE_INSTALL = "org.apache.felix.fileinstall";
  private static final String INSTALLER = FILE_INSTALL + ".ArtifactInstaller";
  private static final String METATYPE = "OSGI-INF/metatype";
  private static final String SUFFIX = ".cfg";

  private final BundleContext context;
  private final Bundle fileInstall;

  private ConfigurationGuard(BundleContext context, Bundle fileInstall) {
    this.context = context;
    this.fileInstall = fileInstall;
  }

  /** Must come when File Install is installed and not started yet. */
  static void register(BundleContext context) throws BundleException {
    Bundle fileInstall =
        Arrays.stream(context.getBundles())
            .filter(bundle -> FILE_INSTALL.equals(bundle.getSymbolicName()))
            .findFirst()
            .orElseThrow(() -> new BundleException("no bundle " + FILE_INSTALL));
    try {
      Class<?> installer = fileInstall.loadClass(INSTALLER);
      Object guard =
          Proxy.newProxyInstance(
              installer.getClassLoader(),
              new Class<?>[] {installer},
              new ConfigurationGuard(context, fileInstall));
      context.registerService(
          INSTALLER,
          guard,
          FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
    } catch (ClassNotFoundException e) {
      throw new BundleException(FILE_INSTALL + " has no " + INSTALLER, e);
    }
  }

  @Override
  public Object invoke(Object guard, Method method, Object[] arguments) throws Throwable {
    return switch (method.getName()) {
      case "canHandle" -> ((File) arguments[0]).getName().endsWith(SUFFIX);
      case "install", "update" -> read(method, arguments);
      case "uninstall" -> ask(method, arguments);
      case "equals" -> guard == arguments[0];
      case "hashCode" -> System.identityHashCode(guard);
      default -> "guard of " + FILE_INSTALL;
    };
  }

  private Object read(Method method, Object[] arguments) throws Throwable {
    Path file = ((File) arguments[0]).toPath();
    if (!isReadable(file)) {
      return null;
    }
    requireName(file.getFileName().toString());
    return ask(method, arguments);
  }

  /**
   * A configuration of a kind of which there are many, but without a name of its own, would be
   * taken for the only one of its kind, and keep all others from being taken up.
   */
  private void requireName(String file) throws IOException {
    String pid = file.substring(0, file.length() - SUFFIX.length());
    if (pid.indexOf('-') < 0 && isOfMany(pid)) {
      throw new IOException(
          "it has no name of its own: files of its kind are called %s-NAME.cfg".formatted(pid));
    }
  }

  /** As the bundle that reads it describes it (Metatype, {@code Designate}). */
  private boolean isOfMany(String pid) throws IOException {
    for (Bundle bundle : context.getBundles()) {
      Enumeration<String> descriptions = bundle.getEntryPaths(METATYPE);
      while (descriptions != null && descriptions.hasMoreElements()) {
        URL description = bundle.getEntry(descriptions.nextElement());
        if (description.getPath().endsWith(".xml")
            && text(description).contains("factoryPid=\"" + pid + "\"")) {
          return true;
        }
      }
    }
    return false;
  }

  private static String text(URL url) throws IOException {
    try (InputStream in = url.openStream()) {
      return new String(in.readNBytes(ConfigValues.LONGEST_FILE), StandardCharsets.UTF_8);
    }
  }

  private static boolean isReadable(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) <= ConfigValues.LONGEST_FILE;
  }

  /** The reader is there since the files are looked at, and goes when File Install stops. */
  private Object ask(Method method, Object[] arguments) throws Throwable {
    for (ServiceReference<?> reference : context.getAllServiceReferences(INSTALLER, null)) {
      if (reference.getBundle() == fileInstall) {
        Object reader = context.getService(reference);
        if (reader != null) {
          try {
            return method.invoke(reader, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          } finally {
            context.ungetService(reference);
          }
        }
      }
    }
    throw new IOException(FILE_INSTALL + " reads no configurations any more");
  }
}
