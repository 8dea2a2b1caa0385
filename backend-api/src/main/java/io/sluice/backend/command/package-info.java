/** The SCSI commands of a disk, each usable by itself from a handler of one's own. */
@Export
@Version("0.2.0")
package io.sluice.backend.command;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
