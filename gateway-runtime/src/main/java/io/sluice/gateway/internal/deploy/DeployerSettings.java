package io.sluice.gateway.internal.deploy;

import java.time.Duration;

/**
 * How jars are taken up.
 *
 * @param poll between two looks at the folder
 * @param startBound for a bundle's start, and again for its handlers to appear
 * @param allowDowngrade whether a lower version in the folder replaces a higher one
 */
record DeployerSettings(Duration poll, Duration startBound, boolean allowDowngrade) {}
