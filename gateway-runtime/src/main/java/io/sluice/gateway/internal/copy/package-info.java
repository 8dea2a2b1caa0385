/** EXTENDED COPY: logical units that copy from and to each other. */
package io.sluice.gateway.internal.copy;
