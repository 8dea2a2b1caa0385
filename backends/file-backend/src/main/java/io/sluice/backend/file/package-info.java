/** Volumes in raw files and block devices. */
package io.sluice.backend.file;
