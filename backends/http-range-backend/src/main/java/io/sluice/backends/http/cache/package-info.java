/** What was fetched, in memory and on disk, in blocks of one size. */
package io.sluice.backends.http.cache;
