package io.sluice.backends.qcow2;

/**
 * Host clusters side by side.
 *
 * @param first index of the first
 * @param count how many
 */
record Run(long first, long count) {}
