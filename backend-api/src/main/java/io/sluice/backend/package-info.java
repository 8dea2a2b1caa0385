/** What a backend implements and works with: handlers, commands, responses, block stores. */
@Export
@Version("0.2.1")
package io.sluice.backend;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
