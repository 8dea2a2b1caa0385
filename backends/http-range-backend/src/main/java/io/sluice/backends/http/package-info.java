/** Images on HTTP servers as read-only volumes: configuration, volumes, stores, read-ahead. */
package io.sluice.backends.http;
