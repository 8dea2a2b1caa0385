/** The shell's commands on targets and on who may log in. */
package io.sluice.iscsi.internal.shell;
