/**
 * The shell's commands on the iSCSI targets of a transport, and on who may log in to them. A
 * transport provides its targets ({@link io.sluice.gateway.targets.ConfiguredTargets}) and
 * registers the commands under its own names, so that the commands of all transports are alike.
 */
@Export
@Version("0.1.1")
package io.sluice.gateway.targets;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
