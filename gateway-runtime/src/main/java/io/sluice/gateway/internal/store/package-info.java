/**
 * Stores on top of stores: where a volume's layers come from, and what follows from their change.
 */
package io.sluice.gateway.internal.store;
