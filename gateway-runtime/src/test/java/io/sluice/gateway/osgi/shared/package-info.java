/** What outlives the bundles of a test, as files do. */
package io.sluice.gateway.osgi.shared;
