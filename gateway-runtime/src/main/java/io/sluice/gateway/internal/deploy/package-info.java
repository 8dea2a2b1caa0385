/** The watched folder of backends: jars into service and out of it, while disks are in use. */
package io.sluice.gateway.internal.deploy;
