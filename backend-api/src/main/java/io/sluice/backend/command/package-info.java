/** The SCSI commands of a disk, each of which can also be used from a custom handler. */
@Export
@Version("0.2.0")
package io.sluice.backend.command;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
