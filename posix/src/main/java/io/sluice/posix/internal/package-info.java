/** Services for the gateway's process: threads of the I/O path, memory that stays. */
package io.sluice.posix.internal;
