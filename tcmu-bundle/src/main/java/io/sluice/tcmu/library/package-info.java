/**
 * TCMU devices without a gateway: SCSI disks of the Linux kernel, served by a handler in this
 * process.
 */
@Export
@Version("0.1.0")
package io.sluice.tcmu.library;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
