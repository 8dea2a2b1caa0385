/**
 * Who may connect, by where from and by name: address ranges, groups of addresses, lists of
 * initiators.
 */
package io.sluice.iscsi.internal.access;
