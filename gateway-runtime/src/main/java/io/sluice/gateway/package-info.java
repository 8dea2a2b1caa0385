/** What a transport sees of the gateway: logical units and their I_T nexuses. */
@Export
@Version("0.1.1")
package io.sluice.gateway;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
