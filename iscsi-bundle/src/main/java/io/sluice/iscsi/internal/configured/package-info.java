/** Targets as configurations want them, and the LUN numbers and portals that they get. */
package io.sluice.iscsi.internal.configured;
