package io.sluice.gateway.internal;

import java.util.List;

/**
 * A handler service as the shell shows it.
 *
 * @param version the backend bundle's
 * @param serviceId identifies it
 * @param ranking the service's
 * @param boundBy names of the logical units that hold it
 * @param problem why it can't be used, as it says itself, or empty
 * @param kept why it is there for the logical unit only that it serves, or empty
 */
public record HandlerView(
    String name,
    String backend,
    String version,
    long serviceId,
    int ranking,
    List<String> boundBy,
    String problem,
    String kept) {}
