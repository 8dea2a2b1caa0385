/** TCMU devices: SCSI disks of the Linux kernel, served by a handler in this process. */
@Export
@Version("0.1.0")
package io.sluice.tcmu;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
