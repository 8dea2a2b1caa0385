/** The conversation between a shell's client and the gateway: frames on a Unix domain socket. */
package io.sluice.shell.wire;
