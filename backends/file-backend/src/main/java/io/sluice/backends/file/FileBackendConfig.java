package io.sluice.backends.file;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code etc/io.sluice.backend.file-NAME.cfg}. */
@ObjectClassDefinition(
    name = "Sluice file handler",
    description = "A raw image file or a block device that a logical unit can serve")
@interface FileBackendConfig {
  @AttributeDefinition(
      description = "Name that logical units bind to; without it, NAME of the file's name",
      required = false)
  String name() default "";

  @AttributeDefinition(description = "The image file or block device")
  String path();

  @AttributeDefinition(
      description =
          "Bytes, such as 10G: what the file must have, or gets when it is made; without it, it is"
              + " taken as it is",
      required = false)
  String size() default "";

  @AttributeDefinition(
      description = "Make the file, sparse, where there is none. Needs size",
      required = false)
  boolean create() default false;

  @AttributeDefinition(
      description =
          "Bytes in a logical block: 512, 1024, 2048 or 4096. Without it 512, or a block device's"
              + " own",
      type = AttributeType.INTEGER,
      required = false)
  String blockSize() default "";

  @AttributeDefinition(description = "Never write to it", required = false)
  boolean readOnly() default false;

  @AttributeDefinition(
      description = "Take all the space when the file is made, so that it can't run out",
      required = false)
  boolean preallocate() default false;

  @AttributeDefinition(
      description =
          "Give back the space of what is discarded: auto (where the file system is known to do so"
              + " and the file is not preallocated), on or off",
      required = false)
  String discard() default "auto";
}
