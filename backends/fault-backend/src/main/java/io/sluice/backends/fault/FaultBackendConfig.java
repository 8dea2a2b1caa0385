package io.sluice.backends.fault;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code etc/io.sluice.backend.fault-NAME.cfg}. */
@ObjectClassDefinition(
    name = "Sluice fault handler",
    description = "A volume on top of another one that fails as it is told to, for tests")
@interface FaultBackendConfig {
  @AttributeDefinition(
      description = "Name that logical units bind to; without it, NAME of the file's name",
      required = false)
  String name() default "";

  @AttributeDefinition(
      description = "The volume below: volume:NAME, file:/PATH, https://HOST/PATH …")
  String on();

  @AttributeDefinition(
      description =
          "What is to fail from the beginning: rules as of fault:add, with ; between them",
      required = false)
  String rules() default "";

  @AttributeDefinition(
      description =
          "Bytes, such as 64M, of a write cache that fault:powercut loses; without it, there is"
              + " none",
      required = false)
  String cache() default "";

  @AttributeDefinition(
      description = "A whole number; the same one makes the same chances",
      required = false)
  String seed() default "1";

  @AttributeDefinition(
      description = "Never write to the volume below, and share it with others",
      required = false)
  boolean readOnly() default false;
}
