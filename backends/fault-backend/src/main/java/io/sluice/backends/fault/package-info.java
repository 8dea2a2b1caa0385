/** The fault backend: a volume on top of another one that fails as it is told to. */
package io.sluice.backends.fault;
