/** Classes that are put into jars which do not work. */
package io.sluice.systemtests.chaos.jar;
