/** Writable volumes over others that stay as they are. */
package io.sluice.backends.overlay;
