/**
 * For backends with their own commands: what the gateway's shell should know about a command in
 * addition to its name. The command itself is Gogo's: a service with {@code osgi.command.scope} and
 * {@code osgi.command.function}, and a method with a {@code Descriptor}.
 */
@Export
@Version("0.1.0")
package io.sluice.backend.shell;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
