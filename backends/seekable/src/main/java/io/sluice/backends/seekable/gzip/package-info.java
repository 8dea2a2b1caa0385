/** Files of gzip (RFC 1952), and those of bgzip, which are cut into blocks. */
package io.sluice.backends.seekable.gzip;
