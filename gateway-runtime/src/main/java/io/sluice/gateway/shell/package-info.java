/**
 * Between the gateway's commands and its shell: how the shell asks a command for its manual, and
 * what commands of the shell itself need beside {@link io.sluice.backend.shell}.
 */
@Export
@Version("0.2.0")
package io.sluice.gateway.shell;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
