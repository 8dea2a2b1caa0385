/**
 * How transports receive commands without being held up by handlers. For gateways and transports;
 * backends do not need it.
 */
@Export
@Version("0.1.0")
package io.sluice.backend.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
