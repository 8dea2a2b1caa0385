package io.sluice.gateway.internal.deploy;

import java.util.List;

/**
 * A bundle in service, or a file that is not, as the shell shows it.
 *
 * @param name symbolic name; empty where it is not known
 * @param version that runs, or that the file has; empty where it is not known
 * @param state what it is at
 * @param file name in the folder
 * @param luns that hold one of its handlers
 * @param previous version to roll back to; empty where there is none
 * @param sha256 of the jar; empty where it is not known
 * @param note why it is not in service, or what else there is to say
 */
public record BundleView(
    String name,
    String version,
    State state,
    String file,
    List<String> luns,
    String previous,
    String sha256,
    String note) {
  /** What became of a jar. */
  public enum State {
    /** In service. */
    DEPLOYED,
    /** In service, though its file is gone or can't be used. */
    KEPT,
    /** Not in service. */
    FAILED,
    /** Not in service, since another file has a higher version of its bundle, which is. */
    SUPERSEDED,
    /** Still looked at. */
    SETTLING
  }
}
