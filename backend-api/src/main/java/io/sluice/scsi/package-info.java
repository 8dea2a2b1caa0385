/** SCSI as the standards write it: CDBs, status, sense data, mode pages and VPD pages. */
@Export
@Version("0.1.0")
package io.sluice.scsi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
