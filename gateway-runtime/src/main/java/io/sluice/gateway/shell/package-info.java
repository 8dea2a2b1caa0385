/**
 * What the shell's commands are made of: their manual, which is also how their words are read, what
 * they refuse with, and what they ask. A command whose class is {@link Documented} is explained by
 * {@code help}, completed by the Tab key, and refuses words that it does not know.
 */
@Export
@Version("0.1.0")
package io.sluice.gateway.shell;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
