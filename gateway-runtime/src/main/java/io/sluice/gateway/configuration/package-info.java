/**
 * The files of {@code etc/}, changed as a careful person would: comments and order stay, a file is
 * there whole or not at all, and what does not work can be taken back.
 */
@Export
@Version("0.1.0")
package io.sluice.gateway.configuration;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
