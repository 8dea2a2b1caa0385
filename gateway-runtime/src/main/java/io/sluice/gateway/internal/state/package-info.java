/** What is kept beyond the gateway's death. */
package io.sluice.gateway.internal.state;
