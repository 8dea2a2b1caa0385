/** Volumes in memory. */
package io.sluice.backend.memory;
