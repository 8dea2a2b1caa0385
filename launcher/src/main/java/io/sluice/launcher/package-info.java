/** Starts the gateway and talks to a running one. */
package io.sluice.launcher;
