/** The conversation with the server: ranges, identity, redirects, credentials, retries. */
package io.sluice.backends.http.remote;
