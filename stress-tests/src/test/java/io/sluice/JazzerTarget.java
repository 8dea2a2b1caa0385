package io.sluice;

import io.sluice.property.AnyBytesContract;

/** What Jazzer calls: the test that {@code -Dsluice.fuzz.target} names. */
public final class JazzerTarget {
  private static AnyBytesContract test;

  private JazzerTarget() {}

  static AnyBytesContract named(String name) throws ReflectiveOperationException {
    return Class.forName(name)
        .asSubclass(AnyBytesContract.class)
        .getDeclaredConstructor()
        .newInstance();
  }

  /** Before the first input. */
  public static void fuzzerInitialize() throws ReflectiveOperationException {
    test = named(System.getProperty("sluice.fuzz.target"));
  }

  /** For each input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    test.read(input);
  }
}
