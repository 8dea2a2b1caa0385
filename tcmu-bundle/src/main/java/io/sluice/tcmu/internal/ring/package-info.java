/** The TCMU command ring in shared memory: entries in, commands out, responses back. */
package io.sluice.tcmu.internal.ring;
