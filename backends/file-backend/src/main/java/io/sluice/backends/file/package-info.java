/**
 * Volumes in raw files and block devices. Usable as a plain library: {@link
 * io.sluice.backends.file.FileVolume} is all it takes.
 */
package io.sluice.backends.file;
