/** Commands of the gateway's shell. */
package io.sluice.gateway.internal.shell;
