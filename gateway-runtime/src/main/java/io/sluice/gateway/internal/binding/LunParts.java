package io.sluice.gateway.internal.binding;

import io.sluice.gateway.internal.path.Announcements;
import io.sluice.gateway.internal.path.CommandPath;

/**
 * What the control of a logical unit works on.
 *
 * @param name the logical unit's
 * @param path the way of its commands
 * @param announcements what initiators and transports know of its volume
 * @param candidates the handlers that are there
 * @param calls what handlers are asked to do
 * @param content what of its content may be lost
 * @param size how large initiators were told it is
 * @param served which volume it has served last
 */
public record LunParts(
    String name,
    CommandPath path,
    Announcements announcements,
    Candidates candidates,
    HandlerCalls calls,
    VolatileContent content,
    ToldSize size,
    LastServed served) {}
