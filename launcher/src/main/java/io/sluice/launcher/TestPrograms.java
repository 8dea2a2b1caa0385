package io.sluice.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the tests of a checkout call, and the Debian packages that have it. */
public final class TestPrograms {
  private static final String LIST = "test-programs.properties";

  private TestPrograms() {}

  /** Program, or the absolute path of a file, to package. */
  static Map<String, String> packages() {
    Properties list = new Properties();
    try (InputStream in = TestPrograms.class.getResourceAsStream(LIST)) {
      list.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SortedMap<String, String> packages = new TreeMap<>();
    list.stringPropertyNames().forEach(name -> packages.put(name, list.getProperty(name)));
    return packages;
  }

  /** Those that this machine lacks. */
  public static Map<String, String> missing() {
    Machine machine = Machine.thisOne();
    Map<String, String> missing = new TreeMap<>(packages());
    missing.keySet().removeIf(machine::hasProgram);
    return missing;
  }
}
