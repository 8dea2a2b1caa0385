package io.sluice.gateway.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code io.sluice.gateway.cfg}. */
@ObjectClassDefinition(
    name = "Sluice gateway",
    description = "Settings of the gateway as a whole. The file etc/io.sluice.gateway.cfg.")
@interface GatewayMetatype {
  @AttributeDefinition(
      description =
          "Keep the disks' WWNs even if the gateway's folder comes from another machine or"
              + " path",
      required = false)
  boolean adopt() default false;
}
