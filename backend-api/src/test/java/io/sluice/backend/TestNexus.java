package io.sluice.backend;

/** A nexus between nobody and nothing. */
public record TestNexus(String initiatorPort, String targetPort) implements Nexus {
  public static final TestNexus DEFAULT = new TestNexus("test-initiator", "test-target");
}
