/** What a logical unit answers itself, and keeps for each I_T nexus: reservations, its medium. */
package io.sluice.gateway.internal.unit;
