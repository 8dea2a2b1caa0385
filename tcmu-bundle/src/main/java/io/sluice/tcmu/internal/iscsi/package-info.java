/**
 * The kernel's own iSCSI targets: what they are to be like, and how the kernel is brought to it.
 */
package io.sluice.tcmu.internal.iscsi;
