/** The iSCSI transport as a bundle: its components and its configuration. */
package io.sluice.iscsi.internal;
