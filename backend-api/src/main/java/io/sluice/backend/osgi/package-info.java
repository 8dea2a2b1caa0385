/**
 * For backends that are OSGi bundles: reads configurations with error messages for people, and
 * registers handlers so that a change of configuration can be rolled back. Nothing else in this API
 * needs OSGi.
 */
@Export
@Version("0.2.0")
package io.sluice.backend.osgi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
