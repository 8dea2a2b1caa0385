/** What the kernel offers as files: configfs, sysfs, proc, and the nodes of devices. */
package io.sluice.tcmu.internal.kernel;
