package io.sluice.gateway.internal.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Who may write a file. What is in the folder runs with the gateway's rights, so none but root and
 * the gateway's own user may have a hand in it.
 */
final class WriteAccess {
  private static final int ROOT = 0;
  private static final int GROUP_OR_OTHERS_WRITE = 022;
  private static final int STICKY = 01000;

  private WriteAccess() {}

  /** Why a file is not to be trusted; empty when it is. */
  static Optional<String> objection(Path file) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode");
    int uid = (Integer) attributes.get("uid");
    if (uid != ROOT && uid != ownUid()) {
      return Optional.of(
          "it belongs to another user (%s): chown root %s"
              .formatted(Files.getOwner(file).getName(), file));
    }
    if (((Integer) attributes.get("mode") & GROUP_OR_OTHERS_WRITE) != 0) {
      return Optional.of("others than its owner may write it: chmod go-w " + file);
    }
    return Optional.empty();
  }

  /** The same of a jar; where it is a symbolic link, also of where that leads. */
  static Optional<String> objectionToJar(Path jar) throws IOException {
    if (!Files.isSymbolicLink(jar)) {
      return objection(jar);
    }
    Path real = jar.toRealPath();
    Optional<String> objection = objection(real);
    if (objection.isPresent() || isSticky(real.getParent())) {
      return objection;
    }
    return objection(real.getParent()).map(why -> "of the folder that it leads to: " + why);
  }

  /** In a sticky folder nobody can replace the file of another. */
  private static boolean isSticky(Path folder) throws IOException {
    return ((Integer) Files.getAttribute(folder, "unix:mode") & STICKY) != 0;
  }

  private static int ownUid() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }
}
