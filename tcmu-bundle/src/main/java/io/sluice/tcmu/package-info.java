/**
 * Descriptions of TCMU devices: the specification of a device, and what this machine's kernel
 * lacks.
 */
@Export
@Version("0.2.0")
package io.sluice.tcmu;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
