/**
 * Compressed files that are read at any place: where decoding can begin is found once, and what is
 * read is decoded from the nearest such point on.
 */
package io.sluice.backends.seekable;
