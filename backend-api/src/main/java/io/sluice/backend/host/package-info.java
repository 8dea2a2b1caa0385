/**
 * How transports take commands without being held up by handlers: for gateways and transports, and
 * of no use to a backend.
 */
@Export
@Version("0.1.0")
package io.sluice.backend.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
