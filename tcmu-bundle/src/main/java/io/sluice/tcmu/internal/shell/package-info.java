/** The shell's commands on the kernel's own iSCSI targets, and on who may log in to them. */
package io.sluice.tcmu.internal.shell;
