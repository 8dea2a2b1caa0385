/**
 * Disk images in QEMU's qcow2 format, versions 2 and 3, read and written (docs/interop/qcow2.txt in
 * QEMU's sources, called "the specification" here). A library: each bundle that needs it holds it
 * privately. {@link io.sluice.backends.qcow2.Qcow2Volume} is where to begin.
 */
package io.sluice.backends.qcow2;
