/** What the jars of the tests hold. */
package io.sluice.gateway.osgi.jar;
