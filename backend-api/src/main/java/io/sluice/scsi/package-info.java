/** SCSI as defined by the standards: CDBs, status, sense data, mode pages and VPD pages. */
@Export
@Version("0.1.0")
package io.sluice.scsi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
