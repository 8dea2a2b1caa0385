/** The system calls that the JDK does not offer, and nothing more. */
@Export
@Version("0.1.0")
package io.sluice.posix;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
