/** The ring, configfs and UIO behind a TCMU device. */
package io.sluice.tcmu.internal;
