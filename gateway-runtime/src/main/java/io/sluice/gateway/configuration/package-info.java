/**
 * Changes the files in {@code etc/} as a careful person would: comments and order are kept, a file
 * is complete or absent, and a change that does not work can be rolled back.
 */
@Export
@Version("0.1.0")
package io.sluice.gateway.configuration;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
