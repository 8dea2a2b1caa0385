package io.sluice.gateway.internal.path;

/**
 * What a logical unit's handlers have done since it was made.
 *
 * @param reads answered READ commands
 * @param writes answered WRITE and WRITE AND VERIFY commands
 * @param others all other answered commands
 * @param bytesRead by commands that ended GOOD
 * @param bytesWritten by commands that ended GOOD
 * @param errors commands whose status was not GOOD
 * @param p50 median time in the handler, nanoseconds; 0 when there was no command
 * @param p99 the time that one in a hundred commands took longer than, nanoseconds
 * @param max the longest time of one in sixteen commands and of all that took 0.1 s, nanoseconds
 */
public record LunCounters(
    long reads,
    long writes,
    long others,
    long bytesRead,
    long bytesWritten,
    long errors,
    long p50,
    long p99,
    long max) {}
