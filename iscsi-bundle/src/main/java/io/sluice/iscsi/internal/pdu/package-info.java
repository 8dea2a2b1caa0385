/** The bytes of iSCSI: headers, segments, digests (RFC 7143 section 11). */
package io.sluice.iscsi.internal.pdu;
