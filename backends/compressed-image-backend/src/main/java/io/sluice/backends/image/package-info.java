/** Volumes in disk images of formats of their own. */
package io.sluice.backends.image;
