/** The gateway as transports see it: logical units and their I_T nexuses. */
@Export
@Version("0.1.1")
package io.sluice.gateway;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
