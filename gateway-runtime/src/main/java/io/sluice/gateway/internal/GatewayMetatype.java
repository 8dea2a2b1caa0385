package io.sluice.gateway.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code io.sluice.gateway.cfg}. */
@ObjectClassDefinition(
    name = "Sluice gateway",
    description = "What concerns the gateway as a whole. The file etc/io.sluice.gateway.cfg.")
@interface GatewayMetatype {
  @AttributeDefinition(
      description =
          "Serve with the disks' WWNs as they were, where the gateway's folder comes from another"
              + " machine or path",
      required = false)
  boolean adopt() default false;
}
