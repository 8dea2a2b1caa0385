package io.sluice.backends.file;

import io.sluice.backend.osgi.OneOf;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

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

  @OneOf({"512", "1024", "2048", "4096"})
  @AttributeDefinition(
      description =
          "Bytes in a logical block: 512, 1024, 2048 or 4096. Without it 512, or a block device's"
              + " own",
      type = AttributeType.INTEGER,
      options = {
        @Option(label = "512", value = "512"),
        @Option(label = "1024", value = "1024"),
        @Option(label = "2048", value = "2048"),
        @Option(label = "4096", value = "4096")
      },
      required = false)
  String blockSize() default "";

  @AttributeDefinition(description = "Never write to it", required = false)
  boolean readOnly() default false;

  @AttributeDefinition(
      description = "Take all the space when the file is made, so that it can't run out",
      required = false)
  boolean preallocate() default false;

  @OneOf({"auto", "on", "off"})
  @AttributeDefinition(
      description =
          "Give back the space of what is discarded: auto (where the file system is known to do so"
              + " and the file is not preallocated), on or off",
      options = {
        @Option(label = "auto", value = "auto"),
        @Option(label = "on", value = "on"),
        @Option(label = "off", value = "off")
      },
      required = false)
  String discard() default "auto";
}
