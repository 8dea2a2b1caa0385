/** What a backend implements and what it is given: handlers, commands, responses, block stores. */
@Export
@Version("0.1.2")
package io.sluice.backend;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
