/**
 * For backends with commands of their own: what the gateway's shell should know of a command beside
 * its name. The command itself is Gogo's: a service with {@code osgi.command.scope} and {@code
 * osgi.command.function}, and a method with a {@code Descriptor}.
 */
@Export
@Version("0.1.0")
package io.sluice.backend.shell;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
