/** Connections, sessions and their commands: from PDUs to logical units and back. */
package io.sluice.iscsi.internal.session;
