/**
 * Stores on top of stores: a volume names the volume below it by a URI, and gets it without knowing
 * which backend provides it.
 */
@Export
@Version("0.1.0")
package io.sluice.backend.layer;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
