/**
 * The memory that initiators can make us hold: buffers for data, and bytes that wait to be read or
 * sent, each with its bounds.
 */
package io.sluice.iscsi.internal.memory;
