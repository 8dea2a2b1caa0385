/**
 * Everything that can happen to a gateway happens to one under load: handlers, jars and
 * configurations change, good ones and bad ones, and its process is killed. What the initiator sees
 * of it is nothing.
 */
package io.sluice.systemtests.chaos;
