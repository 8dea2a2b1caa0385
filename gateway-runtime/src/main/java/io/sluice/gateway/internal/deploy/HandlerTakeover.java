package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.path.ErrorMark;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;

/** Has logical units go over from the handlers of one bundle to those of another. */
interface HandlerTakeover {
  /** Before a bundle starts: logical units take no notice of its handlers. */
  void stage(Bundle bundle);

  /** Returns when the new bundle offers each handler that is in use of the old one, and well. */
  void requireReady(Rollout.Change change, Bundle bundle, Duration bound)
      throws DeployProblem, InterruptedException;

  /** Takes all logical units over, or none. */
  void promote(Rollout.Change change, Bundle bundle) throws DeployProblem, InterruptedException;

  /** Names of the logical units that hold a handler of the bundle. */
  Set<String> lunsBoundTo(Bundle bundle);

  /** The errors until now of each logical unit that {@link #lunsBoundTo} tells. */
  Map<String, ErrorMark> errors(Bundle bundle);

  /** How many errors a logical unit had since, beyond as many as in that time before. */
  long newErrors(String lun, ErrorMark since, Duration window);

  /** How many of its commands went without an answer for long since, beyond as many as before. */
  long newSlow(String lun, ErrorMark since, Duration window);

  /** Whether a logical unit can't leave its handler now, which keeps what it was given. */
  boolean isStuck(String lun);

  /** Takes the bundle off all logical units; they hold commands until there is another handler. */
  void detach(Bundle bundle) throws DeployProblem, InterruptedException;

  /** A bundle is gone. */
  void forget(Bundle bundle);
}
