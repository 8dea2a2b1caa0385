/**
 * Logical units and their configurations: what makes them, changes them, lists them and ends them.
 * The way of their commands is in {@code path}, the choice of their handlers in {@code binding}.
 */
package io.sluice.gateway.internal;
