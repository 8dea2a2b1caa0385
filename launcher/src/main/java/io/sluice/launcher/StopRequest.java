package io.sluice.launcher;

import java.util.List;

/**
 * What {@code sluice stop} was asked for.
 *
 * @param remove take the disks out of the kernel too
 * @param force also while they are mounted or open
 */
record StopRequest(boolean remove, boolean force) {
  static StopRequest parse(List<String> arguments) throws Failure {
    boolean remove = false;
    boolean force = false;
    for (String argument : arguments) {
      switch (argument) {
        case "--remove" -> remove = true;
        case "--force" -> force = true;
        default ->
            throw new Failure(Failure.USAGE, "stop knows no " + argument + "; see: sluice help");
      }
    }
    if (force && !remove) {
      throw new Failure(Failure.USAGE, "--force belongs to --remove; see: sluice help");
    }
    return new StopRequest(remove, force);
  }
}
