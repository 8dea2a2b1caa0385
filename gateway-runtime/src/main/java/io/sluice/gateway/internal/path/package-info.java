/**
 * The way of a command through a logical unit: nexus, unit attention, gate or hold, handler, and
 * back, with what is counted on it. Knows nothing of which handler is chosen, and why.
 */
package io.sluice.gateway.internal.path;
