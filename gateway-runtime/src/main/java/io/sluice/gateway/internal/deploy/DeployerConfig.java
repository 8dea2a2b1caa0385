package io.sluice.gateway.internal.deploy;

import io.sluice.backend.osgi.Within;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.sluice.bundles.cfg}, which nobody needs to write. */
@ObjectClassDefinition(
    name = "Sluice bundles folder",
    description = "How jars in bundles/ are installed. The file etc/io.sluice.bundles.cfg.")
@interface DeployerConfig {
  String PID = "io.sluice.bundles";

  @Within(min = 50, max = 60_000)
  @AttributeDefinition(
      description = "How often the folder is checked, in milliseconds.",
      min = "50",
      max = "60000",
      required = false)
  int pollMilliseconds() default 500;

  @Within(min = 1, max = 600)
  @AttributeDefinition(
      description =
          "How long a bundle may take to start, and then to offer the handlers that are in use, in"
              + " seconds.",
      min = "1",
      max = "600",
      required = false)
  int startSeconds() default 20;

  @AttributeDefinition(
      description = "Whether a jar of a lower version in the folder replaces a higher one.",
      required = false)
  boolean allowDowngrade() default false;

  @Within(min = 0, max = 100_000)
  @AttributeDefinition(
      description =
          "How many errors more than before, of one LUN after its bundle was updated, bring the"
              + " older version back; 0 for never.",
      min = "0",
      max = "100000",
      required = false)
  int rollbackErrors() default 3;

  @Within(min = 1, max = 86_400)
  @AttributeDefinition(
      description = "How long such errors are counted after an update, in seconds.",
      min = "1",
      max = "86400",
      required = false)
  int rollbackSeconds() default 60;
}
