/**
 * Commands of the gateway's shell, for the gateway itself and for any bundle: a {@link
 * io.sluice.backend.shell.ShellCommands} service has them. Each comes with a {@link
 * io.sluice.backend.shell.Manual}, by which {@code help} explains it, the Tab key completes it, and
 * its words are read; what tells something tells it to programs too ({@code --json}), and what
 * destroys something asks first ({@code --yes}).
 */
@Export
@Version("0.2.0")
package io.sluice.backend.shell;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
