/** Logical units, their gates, and the choice of handlers. */
package io.sluice.gateway.internal;
