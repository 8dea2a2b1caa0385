/** Portals and connections: who is let in, and what an end of a connection ends. */
package io.sluice.iscsi.internal.server;
