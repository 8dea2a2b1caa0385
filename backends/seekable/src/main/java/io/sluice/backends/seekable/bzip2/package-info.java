/** bzip2: blocks that begin at any bit. */
package io.sluice.backends.seekable.bzip2;
