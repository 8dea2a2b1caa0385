package io.sluice.backends.overlay;

import io.sluice.backend.osgi.OneOf;
import io.sluice.backend.osgi.Within;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Keys of {@code etc/io.sluice.backend.overlay-NAME.cfg}. */
@ObjectClassDefinition(
    name = "Sluice overlay handler",
    description = "A writable volume over another that stays as it is")
@interface OverlayBackendConfig {
  @AttributeDefinition(
      description = "Name that logical units bind to; without it, NAME of the file's name",
      required = false)
  String name() default "";

  @AttributeDefinition(description = "The volume below: file:/..., https://..., volume:NAME")
  String base();

  @AttributeDefinition(
      description = "The overlay's file, in qcow2 format: holds what differs from the base")
  String path();

  @AttributeDefinition(
      description = "Make the overlay's file, empty, where there is none",
      required = false)
  boolean create() default false;

  @AttributeDefinition(
      description =
          "Begin empty at every start of the gateway, and delete the file when it stops. What was"
              + " written is gone then",
      required = false)
  boolean scratch() default false;

  @AttributeDefinition(
      description =
          "Hold the base alone and writable, so that overlay:commit can write to it. Only where"
              + " nothing else stands on it",
      required = false)
  boolean commit() default false;

  @AttributeDefinition(
      description = "Bytes of a new overlay's disk, such as 20G; without it, the base's",
      required = false)
  String size() default "";

  @Within(min = 16 << 10, max = 2 << 20)
  @AttributeDefinition(
      description = "Bytes of a new overlay's clusters: 16K to 2M",
      required = false)
  String clusterSize() default "128K";

  @OneOf({"512", "1024", "2048", "4096"})
  @AttributeDefinition(
      description =
          "Bytes in a logical block: 512, 1024, 2048 or 4096. Without it, those of the base",
      type = AttributeType.INTEGER,
      options = {
        @Option(label = "512", value = "512"),
        @Option(label = "1024", value = "1024"),
        @Option(label = "2048", value = "2048"),
        @Option(label = "4096", value = "4096")
      },
      required = false)
  String blockSize() default "";

  @AttributeDefinition(
      description = "Memory for the overlay's tables, such as 32M",
      required = false)
  String metadataCache() default "32M";
}
