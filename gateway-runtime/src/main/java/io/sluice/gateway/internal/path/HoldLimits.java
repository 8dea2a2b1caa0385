package io.sluice.gateway.internal.path;

import java.time.Duration;

/**
 * How much a hold takes.
 *
 * @param time how long a command is held, counted from its arrival
 * @param commands how many are held at once
 */
public record HoldLimits(Duration time, int commands) {}
