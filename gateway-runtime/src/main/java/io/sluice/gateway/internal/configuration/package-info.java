/** Files of {@code etc/} and what Configuration Admin and Metatype know of them. */
package io.sluice.gateway.internal.configuration;
