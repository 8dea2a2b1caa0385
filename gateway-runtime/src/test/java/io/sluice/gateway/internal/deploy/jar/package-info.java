/** What the tests' jars hold. */
package io.sluice.gateway.internal.deploy.jar;
