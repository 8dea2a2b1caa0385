/** Who may log in, and what is agreed on: text keys, negotiation, CHAP (RFC 7143 6, 12, 13). */
package io.sluice.iscsi.internal.login;
