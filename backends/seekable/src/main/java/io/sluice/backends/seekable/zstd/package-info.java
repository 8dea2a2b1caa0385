/**
 * Zstandard (RFC 8878): frames one after another, each decoded by itself; and the seekable format,
 * version 0.1.0, which adds a table of them at the end. Decoding is zstd-jni's.
 */
package io.sluice.backends.seekable.zstd;
