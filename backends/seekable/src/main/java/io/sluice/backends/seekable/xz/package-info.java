/**
 * The .xz file format, version 1.1.0: blocks that are decoded by themselves, and an index of them
 * at the end of each stream. Sections in comments are those of that document. Decoding is XZ for
 * Java's; its reader of many blocks is not used, for it reads the whole index again for each stream
 * it opens, and looks for a block's stream from the first on.
 */
package io.sluice.backends.seekable.xz;
