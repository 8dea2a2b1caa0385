/**
 * The building blocks of the shell's commands: their manual, which also determines how their
 * arguments are parsed, their refusals, and their questions. A command whose class is {@link
 * Documented} is explained by {@code help}, completed by the Tab key, and refuses words that it
 * does not know.
 */
@Export
@Version("0.1.0")
package io.sluice.gateway.shell;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
