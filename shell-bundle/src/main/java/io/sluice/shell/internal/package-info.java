/** The gateway's side of the shell: a socket, its sessions, and the commands that end them. */
package io.sluice.shell.internal;
