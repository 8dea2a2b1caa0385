/** bzip2: blocks that begin at any bit. */
package io.sluice.backend.seekable.bzip2;
